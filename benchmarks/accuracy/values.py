"""Values of dates, times, numbers, amounts, phone numbers, e-mail addresses, and yes and no.

``items.json`` in ``--data`` (or in its folder ``values``) has a list of items: ``id``, ``kind``,
``text`` as it is said or written, ``accept`` with every right value, and ``today``, the day from
which relative dates count. The shipped rules read each text as the answer to a question for its
kind. A value that is wrong costs more than none: the agent asks again where it has none.

voice-agent bench values --data DIR [--show] [--json FILE]
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.report.stats import write_json
from voice_agent.core.errors import ConfigError
from voice_agent.language import EntitySpec
from voice_agent.language.en import confirmation, normalise

Outcome = Literal["right", "wrong", "none"]
BOOLEAN = "boolean"
SPECS: Mapping[str, EntitySpec] = {
    **{
        kind: EntitySpec.model_validate({"kind": kind})
        for kind in ("money", "date", "time", "number", "phone", "email", "digits")
    },
    "birth": EntitySpec(kind="date", past=True),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A text, and every value that is right for it."""

    id: str
    kind: str
    text: str
    accept: tuple[Any, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Answer:
    """An item and the value that was read; None if there was none."""

    item: Item
    value: Any | None

    @property
    def outcome(self) -> Outcome:
        """Whether the value is right; a missing one is not wrong."""
        if self.value in self.item.accept:
            return "right"
        return "none" if self.value is None else "wrong"


def load(data: Path) -> list[Item]:
    """Read the items.

    Raises:
        ConfigError: There are none, or one of them is of another form.
    """
    path = next(
        (p for p in (data / "items.json", data / "values" / "items.json") if p.is_file()), None
    )
    if path is None:
        raise ConfigError(f"{data}: has no items.json, and no folder 'values' with one")
    try:
        items = [
            Item(
                str(row["id"]),
                row["kind"],
                row["text"],
                tuple(row.get("accept") or [row["expected"]]),
                date.fromisoformat(row["today"]),
            )
            for row in json.loads(path.read_text(encoding="utf-8"))
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{path}: an item has no valid {error}") from error
    unknown = {item.kind for item in items} - {*SPECS, BOOLEAN}
    if unknown:
        known = ", ".join((*SPECS, BOOLEAN))
        raise ConfigError(f"{path}: unknown kind '{min(unknown)}'; known: {known}")
    return items


def value_of(item: Item) -> Any | None:
    """Return the value that the rules read in an item, or None."""
    if item.kind != BOOLEAN:
        return normalise(SPECS[item.kind], item.text, today=item.today)
    said = confirmation(item.text, "inform")
    return said if said in ("yes", "no") else None


def results_of(answers: Iterable[Answer]) -> dict[str, dict[str, int]]:
    """Return how many answers are right, wrong and none, by kind."""
    counts: dict[str, Counter[str]] = {}
    for answer in answers:
        counts.setdefault(answer.item.kind, Counter())[answer.outcome] += 1
    return {
        kind: {outcome: counts[kind][outcome] for outcome in ("right", "wrong", "none")}
        for kind in sorted(counts, key=lambda kind: -counts[kind].total())
    }


def show(results: Mapping[str, Mapping[str, int]], mistakes: Sequence[Answer]) -> None:
    """Print the results, and the mistakes given."""
    table = Table(title="Values read by the rules")
    for head in ("kind", "items", "right", "wrong", "none", "right %", "wrong %"):
        table.add_column(head, justify="left" if head == "kind" else "right")
    total: Counter[str] = Counter()
    for counts in results.values():
        total.update(counts)
    for kind, counts in {**results, "all": total}.items():
        n = max(sum(counts.values()), 1)
        table.add_row(
            kind,
            str(n),
            *(str(counts[outcome]) for outcome in ("right", "wrong", "none")),
            *(f"{100 * counts[outcome] / n:.1f}" for outcome in ("right", "wrong")),
        )
    console = Console()
    console.print(table)
    for answer in mistakes:
        item = answer.item
        console.print(
            f"{item.id} {item.kind} ({item.today}): {item.text!r} is {item.accept[0]!r}, "
            f"read {answer.value!r}",
            soft_wrap=True,
            markup=False,
            highlight=False,
        )


def main(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Has items.json.")],
    mistakes: Annotated[bool, typer.Option("--show", help="List what is not right.")] = False,
    json_out: Annotated[Path | None, typer.Option("--json")] = None,
) -> None:
    """Measure the values of dates, times, numbers, amounts and other answers."""
    answers = [Answer(item, value_of(item)) for item in load(data)]
    results = results_of(answers)
    write_json(json_out, {"kinds": results})
    show(results, [one for one in answers if mistakes and one.outcome != "right"])
