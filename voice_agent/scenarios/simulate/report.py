"""Simulated calls as a table, as JSON, and as scenarios."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml
from rich.box import SIMPLE_HEAD
from rich.table import Table

from voice_agent.core.files import save
from voice_agent.scenarios.schema import Step
from voice_agent.scenarios.simulate.verdict import Simulated


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of some calls.

    Attributes:
        name: Which calls.
        calls: How many.
        success: Calls in which the caller got just what was wanted.
        wrong_actions: Calls in which something was done that nobody asked for.
        put_right: Calls in which something misheard was done, and put right.
        turns: Turns of the callers.
        handed_off: Calls that a person took over.
        llm_turns: Turns for the LLM.
    """

    name: str
    calls: int
    success: int
    wrong_actions: int
    put_right: int
    turns: int
    handed_off: int
    llm_turns: int

    @classmethod
    def of(cls, name: str, some: Sequence[Simulated]) -> Row:
        """Count some calls."""
        outcomes = [one.outcome for one in some]
        return cls(
            name,
            len(some),
            sum(one.right for one in outcomes),
            sum(bool(one.wrong_actions) for one in outcomes),
            sum(bool(one.put_right) for one in some),
            sum(one.turns for one in outcomes),
            sum(one.handed_off for one in outcomes),
            sum(one.llm_turns for one in outcomes),
        )


def by_temper(calls: Sequence[Simulated]) -> list[Row]:
    """Count the calls by temper, all that were heard well, those misheard, and all."""
    groups: dict[str, list[Simulated]] = defaultdict(list)
    for call in calls:
        groups[call.plan.kind].append(call)
    misheard = groups.pop("misheard", [])
    rows = [Row.of(name, some) for name, some in sorted(groups.items())]
    if any(call.plan.trap is not None for call in calls):
        return [*rows, Row.of("all", calls)]
    clean = [call for call in calls if call.plan.temper != "misheard"]
    return [*rows, Row.of("all but misheard", clean), Row.of("misheard", misheard)]


def by_intent(calls: Sequence[Simulated]) -> list[Row]:
    """Count the calls by the first task of the caller."""
    groups: dict[str, list[Simulated]] = defaultdict(list)
    for call in calls:
        groups[call.plan.goals[0].intent].append(call)
    return [Row.of(name, some) for name, some in sorted(groups.items())]


def table(title: str, rows: Sequence[Row]) -> Table:
    """Return the counts as a table."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    made.add_column(title, no_wrap=True)
    for head in ("calls", "success", "wrong", "put right", "turns", "person", "LLM"):
        made.add_column(head, justify="right")
    for row in rows:
        share = f"{row.success / row.calls:.1%}" if row.calls else "-"
        counts = (row.wrong_actions, row.put_right, row.turns, row.handed_off, row.llm_turns)
        made.add_row(row.name, str(row.calls), share, *map(str, counts))
    return made


def as_json(calls: Sequence[Simulated]) -> dict[str, object]:
    """Return all counts, and the seeds of the calls that failed."""
    return {
        "by_temper": [asdict(row) for row in by_temper(calls)],
        "by_intent": [asdict(row) for row in by_intent(calls)],
        "failed": [call.plan.seed for call in calls if not call.outcome.right],
    }


def write_failed(path: Path, calls: Sequence[Simulated], allow: Sequence[str]) -> int:
    """Write the calls that failed as scenarios; return how many.

    Raises:
        ConfigError: The file cannot be written.
    """
    failed = [call.outcome.scenario for call in calls if not call.outcome.right]
    if failed:
        shown = [one.model_dump(mode="json", exclude_defaults=True) for one in failed]
        for one, scenario in zip(shown, failed, strict=True):
            one["steps"] = [_shown(step) for step in scenario.steps]
        content = {"allow": list(allow), "scenarios": shown}
        head = "# Simulated calls that failed. Replay: voice-agent check FILE\n"
        save(path, head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100))
    return len(failed)


def _shown(step: Step) -> str | dict[str, object]:
    shown = step.model_dump(exclude_defaults=True)
    return str(step.say) if shown.keys() == {"say"} else shown
