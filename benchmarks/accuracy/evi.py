"""Names, dates of birth and postcodes from recognised answers of real telephone calls.

EVI (Spithourakis et al. 2022, "EVI: Multilingual Spoken Dialogue Tasks and Dataset for
Knowledge-Based Enrolment, Verification, and Identification", arXiv 2204.13496, CC BY 4.0): callers
are asked for each of three items three times and read out a known record. A value is right if it
equals the record's, but for case. The data is not part of the project: ``dialogues.en.tsv`` and
``records.en.csv`` are in the folder ``evi`` of ``--data``.

The rules were tuned on one half of the speakers, chosen by a hash of the speaker's name; the
results are of the other half. No trained model is used.

voice-agent bench evi --data DIR [--json FILE] [--half tune]
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.report.options import DataOption, JsonOption
from benchmarks.report.stats import write_json
from voice_agent.core.errors import ConfigError
from voice_agent.language.en import choose
from voice_agent.language.specs import EntitySpec
from voice_agent.text.percent import percent

Half = Literal["tune", "report"]
SPECS = {
    "postcode": EntitySpec(kind="postcode", region="GB"),
    "name": EntitySpec(kind="name", full=True),
    "dob": EntitySpec(kind="date", region="GB", past=True),
}
# The day of the data's release: dates of birth are before it, whenever this runs.
TODAY = date(2022, 4, 29)
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer: the recogniser's hypotheses, best first; none if it recognised nothing."""

    hypotheses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of one dialogue: its value in the record, and the attempts to say it."""

    item: str
    speaker: str
    gold: str
    attempts: tuple[Attempt, ...]


def half_of(speaker: str) -> Half:
    """Return which half a speaker belongs to; the same on every machine."""
    return "report" if hashlib.sha256(speaker.encode()).digest()[-1] % 2 else "tune"


def load(data: Path) -> list[Asked]:
    """Read the dialogues with a known record, in the order of the file.

    Args:
        data: Folder that contains ``evi``.

    Raises:
        ConfigError: The folder lacks a file, or a file lacks a column.
    """
    folder = data / "evi"
    try:
        records = {row["scenario_id"]: row for row in _rows(folder / "records.en.csv", ",")}
        asked: defaultdict[tuple[str, str], list[tuple[int, str, str, Attempt]]] = defaultdict(list)
        for row in _rows(folder / "dialogues.en.tsv", "\t"):
            if row["scenario_id"] not in records:
                continue
            heard = json.loads(row["nbest"]) or [row["transcription"]]
            asked[row["dialogue_id"], row["item"]].append(
                (
                    int(row["attempt_num"]),
                    row["speaker_id"],
                    records[row["scenario_id"]][row["item"]],
                    Attempt(tuple(text for text in heard if text.strip())),
                )
            )
    except OSError as error:
        raise ConfigError(f"{error.filename}: {error.strerror}; --data needs 'evi'") from error
    except KeyError as error:
        raise ConfigError(f"{folder}: no column {error}; is this the EVI data?") from error
    return [
        Asked(item, turns[0][1], turns[0][2], tuple(turn[3] for turn in sorted(turns)))
        for (_, item), turns in asked.items()
    ]


def _rows(path: Path, delimiter: str) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def value_of(
    item: str, hypotheses: Sequence[str], earlier: Sequence[Sequence[str]] = ()
) -> str | None:
    """Return the value of one answer, or ``None`` if it has none."""
    value = choose(SPECS[item], hypotheses, today=TODAY, earlier=earlier)
    return None if value is None else str(value)


def figures_of(asked: Sequence[Asked], *, nbest: bool) -> dict[str, Any]:
    """Return the results of one item.

    ``first`` is the share of dialogues whose first attempt gave the right value, ``any`` of those
    with a right attempt, ``joined`` of those whose attempts are right when read together.
    ``precision``, ``recall`` and ``f1`` follow the protocol of the paper's enrolment: asking ends
    with the first attempt that gives a value.
    """
    n = len(asked)
    turns = silent = empty = first = best = joined = given = right = 0
    for one in asked:
        heard = [
            attempt.hypotheses if nbest else attempt.hypotheses[:1] for attempt in one.attempts
        ]
        values = [value_of(one.item, hypotheses) for hypotheses in heard]
        joined += _same(value_of(one.item, heard[-1], heard[:-1]), one.gold)
        turns += len(values)
        silent += sum(not attempt.hypotheses for attempt in one.attempts)
        empty += sum(value is None for value in values)
        hits = [_same(value, one.gold) for value in values]
        first += hits[0]
        best += any(hits)
        taken = next((value for value in values if value is not None), None)
        given += taken is not None
        right += _same(taken, one.gold)
    precision, recall = right / max(given, 1), right / max(n, 1)
    return {
        "dialogues": n,
        "turns": turns,
        "turns_without_words": silent,
        "turns_without_value": empty,
        "first": first / max(n, 1),
        "any": best / max(n, 1),
        "joined": joined / max(n, 1),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def _same(value: str | None, gold: str) -> bool:
    return value is not None and value.lower() == gold.lower()


def run(data: Path, out: Path | None, half: Half = "report") -> dict[str, Any]:
    """Measure every item with the recogniser's best hypothesis alone and with all of them.

    Raises:
        ConfigError: The data is not there.
    """
    asked = [one for one in load(data) if half_of(one.speaker) == half]
    figures: dict[str, Any] = {
        "data": "EVI English, real calls (arXiv 2204.13496)",
        "half": half,
        "split": "by speaker: rules tuned on one half (tune), figures of the other (report); "
        "no trained model takes part",
        "speakers": len({one.speaker for one in asked}),
        "items": {
            item: {
                mode: figures_of([one for one in asked if one.item == item], nbest=mode == "n-best")
                for mode in ("1-best", "n-best")
            }
            for item in SPECS
        },
    }
    write_json(out, figures)
    return figures


def show(figures: dict[str, Any]) -> None:
    """Print the results as tables."""
    console = Console(width=max(Console().width, _WIDTH))
    table = Table(title=f"{figures['data']}, {figures['speakers']} speakers, {figures['half']}")
    heads = "item list first any joined P R F1 valueless wordless turns calls"
    for head in heads.split():
        table.add_column(head, justify="left" if head in ("item", "list") else "right")
    for item, modes in figures["items"].items():
        for mode, row in modes.items():
            shares = (row[k] for k in ("first", "any", "joined", "precision", "recall", "f1"))
            table.add_row(
                item,
                mode,
                *(percent(share) for share in shares),
                *(str(row[f"turns_without_{what}"]) for what in ("value", "words")),
                str(row["turns"]),
                str(row["dialogues"]),
            )
    console.print(table)
    console.print(figures["split"], soft_wrap=True)


def main(
    data: DataOption,
    json_out: JsonOption = None,
    half: Annotated[str, typer.Option(help="tune or report.")] = "report",
) -> None:
    """Measure the values of names, dates of birth and postcodes on EVI."""
    if half not in ("tune", "report"):
        raise typer.BadParameter("one of tune, report", param_hint="--half")
    show(run(data, json_out, "tune" if half == "tune" else "report"))
