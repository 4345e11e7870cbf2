"""Names that are spelled, numbers that are read out, and short answers, from whole recordings.

``labels.json`` in ``--audio`` is an object: file name -> ``{"kind": ..., "value": ...}``, where
the kind is ``names``, ``numbers`` or ``answers`` (``yes``, ``no``, ``stop``, or ``""`` for none of
them); other kinds are left out. All ways hear the same recordings, over a telephone line unless
``--wide``. A value is right if the agent would take exactly that one; spaces and capitals of a
name count only in the column that says so.

    voice-agent bench dictation --audio DIR [--wide] [--show] [--json FILE]
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.latency.recordings import LABELS, Recording, over_the_telephone, trim
from benchmarks.latency.stages import load_engine
from benchmarks.report.options import JsonOption, PipelineOption
from benchmarks.report.stats import percentiles, stamp, write_json
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Transcript
from voice_agent.language import EntitySpec, Language
from voice_agent.phone.recording import read_audio
from voice_agent.stt.ears.head import MODEL
from voice_agent.stt.expected import Expected

_TODAY = date(2026, 11, 30)
SPECS: Mapping[str, EntitySpec] = {
    "names": EntitySpec(kind="name"),
    "numbers": EntitySpec(kind="digits", min_length=7, max_length=14),
}
ANSWERS = "answers"
WAYS: Mapping[str, Mapping[str, Any]] = {
    "one hypothesis": {"alternatives": 0, "ears": ""},
    "five hypotheses": {"alternatives": 5, "ears": ""},
}
WITH_EARS: Mapping[str, Mapping[str, Any]] = {
    "second ear": {"alternatives": 0, "ears": MODEL},
    "both": {"alternatives": 5, "ears": MODEL},
}
"""These too where the second ear has been trained."""


@dataclass(frozen=True, slots=True)
class Item:
    """A recording and the value that is dictated in it."""

    recording: Recording
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The result of one way for an item."""

    item: Item
    text: str
    value: str
    took_ms: float

    @property
    def right(self) -> bool:
        """True if all letters or digits are right, or the answer."""
        return self.errors == 0

    @property
    def exact(self) -> bool:
        """True if spaces are right as well."""
        return self.value.lower() == self.item.value.lower()

    @property
    def errors(self) -> int:
        """Edits between the value and the right one."""
        if self.item.kind == ANSWERS:
            return int(self.value != self.item.value)
        return int(Levenshtein.distance(_plain(self.value), _plain(self.item.value)))


def load(folder: Path, *, wide: bool) -> list[Item]:
    """Read the recordings and their labels.

    Raises:
        ConfigError: There are none, or they are of another form.
    """
    path = folder / LABELS
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
        rows = [(name, str(row["kind"]), str(row["value"])) for name, row in labels.items()]
    except FileNotFoundError:
        raise ConfigError(f"{path}: missing; it says what is dictated in each file") from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f'{path}: expected {{"file": {{"kind": ..., "value": ...}}}}: {error!r}'
        ) from error
    found = []
    for name, kind, value in rows:
        if kind in SPECS or kind == ANSWERS:
            heard = Recording(name, trim(read_audio(folder / name, LISTEN_HZ), LISTEN_HZ))
            found.append(Item(heard if wide else over_the_telephone(heard), kind, value))
    if not found:
        raise ConfigError(f"{path}: no recording of kind {', '.join((*SPECS, ANSWERS))}")
    return found


def expected(kind: str) -> Expected:
    """Return what the recogniser is told of a question for such a value."""
    if kind == ANSWERS:
        return Expected("consent", _TODAY, question="Shall I do that?")
    return Expected("value", _TODAY, SPECS[kind])


def value_of(language: Language, kind: str, transcript: Transcript) -> str:
    """Return the value that the agent would take, or "" for none."""
    if kind == ANSWERS:
        if language.wants_to_leave(transcript.text) or language.signal(transcript.text) == "hold":
            return "stop"
        said = language.confirmation(transcript.text, "inform", question="Shall I do that?")
        return {"yes": "yes", "no": "no", "wait": "stop"}.get(said, "")
    texts = (transcript.text, *transcript.alternatives)
    return str(language.choose(SPECS[kind], texts, today=_TODAY) or "")


def figures(heard: Sequence[Heard]) -> dict[str, float]:
    """Return shares in per cent and times in ms."""
    length = sum(max(1, len(_plain(one.item.value))) for one in heard)
    times = percentiles([one.took_ms for one in heard])
    return {
        "n": len(heard),
        "right, %": _percent(sum(one.right for one in heard), len(heard)),
        "with spaces, %": _percent(sum(one.exact for one in heard), len(heard)),
        "errors, % of characters": _percent(sum(one.errors for one in heard), length),
        "p50 ms": float(times["p50"]),
        "p95 ms": float(times["p95"]),
    }


def main(
    audio: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Has labels.json.")],
    pipeline: PipelineOption = "bank",
    wide: Annotated[bool, typer.Option("--wide", help="Not over a telephone line.")] = False,
    mistakes: Annotated[bool, typer.Option("--show", help="List what is not right.")] = False,
    json_out: JsonOption = None,
) -> None:
    """Spelled names, dictated numbers and short answers: how many arrive whole?"""
    items = load(audio, wide=wide)
    config = load_pipeline(pipeline)
    context = EngineContext.of(config)
    language = context.playbook.lang
    ways = {**WAYS, **(WITH_EARS if MODEL in context.models.names() else {})}
    engines = {name: load_engine(config, "stt", context, **how) for name, how in ways.items()}
    heard: dict[str, list[Heard]] = {name: [] for name in engines}
    for item in track(items, "listening", transient=True):
        for name, engine in engines.items():
            began = time.perf_counter()
            transcript = engine.transcribe(
                item.recording.samples, LISTEN_HZ, expected=expected(item.kind)
            )
            took_ms = 1000 * (time.perf_counter() - began)
            value = value_of(language, item.kind, transcript)
            heard[name].append(Heard(item, transcript.text, value, took_ms))
    console, results = Console(), dict[str, dict[str, Any]]()
    for kind in (*SPECS, ANSWERS):
        of_kind = {
            name: figures(ones)
            for name, all_of in heard.items()
            if (ones := [one for one in all_of if one.item.kind == kind])
        }
        if of_kind:
            results[kind] = of_kind
            console.print(_table(kind, of_kind))
    for one in [*heard.values()][-1] if mistakes else ():
        if not one.right:
            said = f"{one.item.recording.name}: {one.item.value!r}, heard {one.value!r} in "
            console.print(f"{said}{one.text!r}", markup=False, highlight=False, soft_wrap=True)
    write_json(json_out, {"stamp": stamp(), "pipeline": pipeline, "wide": wide} | results)


def _table(kind: str, rows: Mapping[str, Mapping[str, float]]) -> Table:
    grid = Table("", *next(iter(rows.values())), title=kind)
    for name, row in rows.items():
        grid.add_row(name, *(f"{value:g}" for value in row.values()))
    return grid


def _plain(value: str) -> str:
    return "".join(one for one in value.lower() if one.isalnum())


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1)
