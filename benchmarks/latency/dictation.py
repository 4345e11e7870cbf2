"""Spelled names, dictated numbers, addresses and short answers, from whole recordings.

``labels.json`` in ``--audio`` is an object: file name -> ``{"kind": ..., "value": ...}``, where
the kind is ``names``, ``numbers``, ``addresses`` or ``answers`` (``yes``, ``no``, ``stop``, or
``""`` for none of them); other kinds are left out. All ways hear the same recordings, over a
telephone line unless ``--wide``. A value is right if it is exactly that one; spaces and capitals
count only in the column that says so.

The agent takes a value at once, asks about one letter of it, or asks for it again: because it heard
too poorly, or because a name was said and its letters were asked for. A caller who is asked about a
letter is taken to answer truly: that makes the value right if it is one of the two that were asked
about.

    voice-agent bench dictation --audio DIR [--wide] [--show] [--folds DIR] [--json FILE]
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.latency.recordings import LABELS, Recording, over_the_telephone, trim
from benchmarks.report.engines import load_engine
from benchmarks.report.options import JsonOption, PipelineOption
from benchmarks.report.stats import percentiles, stamp, write_json
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Transcript
from voice_agent.language import EntitySpec, Language
from voice_agent.language.en.entities.addresses import PARTS
from voice_agent.phone.recording import read_audio
from voice_agent.stt.ears.head import MODEL, Ears
from voice_agent.stt.expected import Expected
from voice_agent.training.ears.adapt import FOLDS
from voice_agent.training.ears.people import caller_of

_TODAY = date(2026, 11, 30)
SPECS: Mapping[str, EntitySpec] = {
    "names": EntitySpec(kind="name"),
    "numbers": EntitySpec(kind="digits", min_length=7, max_length=14),
    "addresses": EntitySpec(kind="address"),
}
ANSWERS = "answers"
WAYS: Mapping[str, Mapping[str, Any]] = {
    "one hypothesis": {"alternatives": 0, "ears": ""},
    "five hypotheses": {"alternatives": 5, "ears": ""},
}
WITH_EARS: Mapping[str, Mapping[str, Any]] = {
    "second ear": {"alternatives": 0, "ears": MODEL},
    "as shipped": {"alternatives": 5, "ears": MODEL},
}
"""These too where the second ear has been trained."""
_LEFT_OUT = "an ear that never heard the caller"
_SPELL = "Please spell the name."
_TEN = "numbers, ten digits asked for"
"""The same recordings, to a question for a number of ten digits."""


@dataclass(frozen=True, slots=True)
class Item:
    """A recording and the value that is dictated in it."""

    recording: Recording
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The result of one way for an item.

    Attributes:
        item: What was dictated.
        text: What was recognised.
        value: What it means.
        took_ms: Time of the recogniser.
        rival: The value that the agent asks about besides, by one letter; "" if it does not ask.
        sure: False if the agent asks for all of it again.
    """

    item: Item
    text: str
    value: str
    took_ms: float
    rival: str = ""
    sure: bool = True

    @property
    def right(self) -> bool:
        """True if all letters or digits are right, or the answer."""
        return self.errors == 0

    @property
    def exact(self) -> bool:
        """True if spaces are right as well."""
        return self.value.lower() == self.item.value.lower()

    @property
    def taken(self) -> bool:
        """True if the agent asks nothing about the value."""
        return bool(self.value) and self.sure and not self.rival

    @property
    def after_question(self) -> bool:
        """True if the value is right in the end, with no more than one question about a letter."""
        rival = replace(self, value=self.rival)
        return (self.taken and self.right) or (bool(self.rival) and (self.right or rival.right))

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
            heard = heard if wide else over_the_telephone(heard)
            found.append(Item(heard, kind, value))
            if kind == "numbers":
                found.append(Item(heard, _TEN, value))
    if not found:
        raise ConfigError(f"{path}: no recording of kind {', '.join((*SPECS, ANSWERS))}")
    return found


def expected(kind: str) -> Expected:
    """Return what the recogniser is told of a question for such a value."""
    if kind == ANSWERS:
        return Expected("consent", _TODAY, question="Shall I do that?")
    return Expected("value", _TODAY, _spec(kind), _SPELL if kind == "names" else "")


def _spec(kind: str) -> EntitySpec:
    return EntitySpec(kind="digits", min_length=10, max_length=10) if kind == _TEN else SPECS[kind]


def _texts(transcript: Transcript) -> tuple[str, ...]:
    return (transcript.text, *transcript.alternatives)


def value_of(language: Language, kind: str, transcript: Transcript) -> str:
    """Return the value that the agent would take, or "" for none."""
    if kind == ANSWERS:
        if language.wants_to_leave(transcript.text) or language.signal(transcript.text) == "hold":
            return "stop"
        said = language.confirmation(transcript.text, "inform", question="Shall I do that?")
        return {"yes": "yes", "no": "no", "wait": "stop"}.get(said, "")
    return written(kind, language.choose(_spec(kind), _texts(transcript), today=_TODAY))


def written(kind: str, value: Any) -> str:
    """Return a value as a label has it: of an address its parts, without "apartment"."""
    if kind != "addresses" or not isinstance(value, Mapping):
        return str(value or "")
    parts = {**value, "unit": str(value.get("unit", "")).rpartition(" ")[2]}
    return " ".join(str(parts[part]) for part in PARTS if parts.get(part))


def rival_of(language: Language, kind: str, transcript: Transcript) -> str:
    """Return the value that the agent would ask about by one letter, or ""."""
    if _spec(kind).kind != "name" or not transcript.rival:
        return ""
    pair = [
        str(language.choose(_spec(kind), (text,), today=_TODAY) or "")
        for text in (transcript.text, transcript.rival)
    ]
    return pair[1] if all(pair) and language.letter_question(*pair) else ""


def wants_letters(language: Language, kind: str, transcript: Transcript, value: str) -> bool:
    """Tell whether the agent asks for letters because a name was said as words."""
    told = transcript.evidence
    said = kind == "names" and told is not None and not told.spelled
    return said and bool(language.unspelled(value, _SPELL))


def figures(heard: Sequence[Heard]) -> dict[str, float]:
    """Return shares in per cent and times in ms."""
    length = sum(max(1, len(_plain(one.item.value))) for one in heard)
    times = percentiles([one.took_ms for one in heard])
    return {
        "n": len(heard),
        "right, %": _percent(sum(one.right for one in heard), len(heard)),
        "with spaces, %": _percent(sum(one.exact for one in heard), len(heard)),
        "right at once, %": _percent(sum(one.taken and one.right for one in heard), len(heard)),
        "after a question, %": _percent(sum(one.after_question for one in heard), len(heard)),
        "taken wrong, %": _percent(sum(one.taken and not one.right for one in heard), len(heard)),
        "errors, % of characters": _percent(sum(one.errors for one in heard), length),
        "p50 ms": float(times["p50"]),
        "p95 ms": float(times["p95"]),
    }


def main(
    audio: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Has labels.json.")],
    pipeline: PipelineOption = "bank",
    wide: Annotated[bool, typer.Option("--wide", help="Not over a telephone line.")] = False,
    mistakes: Annotated[bool, typer.Option("--show", help="List what is not right.")] = False,
    folds: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Ears of train-ears --people: each caller is heard by one that never heard them.",
        ),
    ] = None,
    json_out: JsonOption = None,
) -> None:
    """Spelled names, dictated numbers and short answers: how many arrive whole?"""
    config = load_pipeline(pipeline)
    context = EngineContext.of(config)
    language, least = context.playbook.lang, context.playbook.policy.min_transcript_confidence
    items = [_as_read(language, item) for item in load(audio, wide=wide)]
    ways = {**WAYS, **(WITH_EARS if MODEL in context.models.names() else {})}
    if folds is not None:
        ways = {_LEFT_OUT: WITH_EARS["as shipped"]}
    engines = {name: load_engine(config, "stt", context, **how) for name, how in ways.items()}
    left_out = ears_of_others(folds) if folds is not None else {}
    heard: dict[str, list[Heard]] = {name: [] for name in engines}
    for item in track(items, "listening", transient=True):
        for name, shipped in engines.items():
            ears = left_out.get(caller_of(item.recording.name, {}))
            engine = shipped.with_ears(ears) if ears else shipped
            began = time.perf_counter()
            transcript = engine.transcribe(
                item.recording.samples, LISTEN_HZ, expected=expected(item.kind)
            )
            took_ms = 1000 * (time.perf_counter() - began)
            value = value_of(language, item.kind, transcript)
            poorly = transcript.confidence < least
            unsure = poorly or wants_letters(language, item.kind, transcript, value)
            rival = "" if item.kind == ANSWERS else rival_of(language, item.kind, transcript)
            heard[name].append(Heard(item, transcript.text, value, took_ms, rival, not unsure))
    console, results = Console(), dict[str, dict[str, Any]]()
    for kind in (*SPECS, _TEN, ANSWERS):
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


def ears_of_others(folder: Path) -> dict[str, Ears]:
    """Return by caller an ear that never heard them, as ``train-ears --people`` leaves them."""
    files = json.loads((folder / FOLDS).read_text(encoding="utf-8"))
    known = {file: Ears(folder / file) for file in set(files.values())}
    return {caller: known[file] for caller, file in files.items()}


def _as_read(language: Language, item: Item) -> Item:
    """Write the label of an address as the language reads it: "St." is "Street"."""
    if item.kind != "addresses":
        return item
    value = language.normalise(SPECS[item.kind], item.value, today=_TODAY)
    return replace(item, value=written(item.kind, value) if value else item.value)


def _table(kind: str, rows: Mapping[str, Mapping[str, float]]) -> Table:
    grid = Table("", *next(iter(rows.values())), title=kind)
    for name, row in rows.items():
        grid.add_row(name, *(f"{value:g}" for value in row.values()))
    return grid


def _plain(value: str) -> str:
    return "".join(one for one in value.lower() if one.isalnum())


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1)
