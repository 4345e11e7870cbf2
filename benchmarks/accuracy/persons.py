"""Callers who ask for a person, and callers who only speak of one, from real sound.

    voice-agent bench persons --audio DIR [--pipeline bank] [--as-written] [--show] [--json f]

``DIR/labels.json`` says of a recording what it ``asks_for``: ``person`` or ``none``; recordings
with another word there, or with none, are left out. Each is heard whole, read and routed as the
first turn of a call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.report.engines import load_engine
from benchmarks.report.options import JsonOption, PipelineOption
from benchmarks.report.stats import stamp, write_json
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.knowledge import load_knowledge
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Transcript
from voice_agent.dialogue.state import DialogueState
from voice_agent.phone.recording import read_audio
from voice_agent.router.decision import Decision

LABELS = "labels.json"
Asks = Literal["person", "none"]


@dataclass(frozen=True, slots=True)
class Said:
    """A recording: its file, what the caller asks for, and the text."""

    path: Path
    asks_for: Asks
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a recording: the text that was heard, and whether a person takes it."""

    said: Said
    heard: str
    to_a_person: bool
    score: float


def main(
    audio: Annotated[Path, typer.Option(exists=True, file_okay=False, help="The recordings.")],
    pipeline: PipelineOption = "bank",
    as_written: Annotated[
        bool, typer.Option("--as-written", help="Take the texts of the labels; hear nothing.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="List what is wrong.")] = False,
    json_out: JsonOption = None,
) -> None:
    """Measure who is put through to a person: those who ask, and those who mention one."""
    recordings = labelled(audio)
    config = load_pipeline(pipeline)
    context = EngineContext.of(config)
    playbook = context.playbook
    slm = load_engine(config, "slm", context)
    knowledge = load_knowledge(config, playbook, ModelStore.open())
    hear = _written if as_written else _hearing(load_engine(config, "stt", context))
    state = DialogueState(last_reply=playbook.says.greeting)
    outcomes = []
    for said in track(recordings, "listening", transient=True):
        reading = slm.read(hear(said), asked=state.last_reply)
        hit = knowledge.look_up(playbook, reading)
        route = Decision(reading, state, hit, date.today()).route(playbook)
        outcomes.append(
            Outcome(said, reading.transcript.text, route.to == "human", reading.escalation.score)
        )
    found = figures(outcomes)
    _print(found, pipeline, [one for one in outcomes if is_wrong(one)] if show else [])
    write_json(json_out, {"stamp": stamp(), "pipeline": pipeline, "as_written": as_written} | found)


def labelled(folder: Path) -> list[Said]:
    """Return the recordings of a folder whose label says whether they ask for a person.

    Raises:
        ConfigError: There is none, or the labels cannot be read.
    """
    path = folder / LABELS
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
        found = [
            Said(folder / name, about["asks_for"], str(about.get("text", "")))
            for name, about in sorted(labels.items())
            if about.get("asks_for") in ("person", "none")
        ]
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: not labels ({error}); see docs/howto/benchmark.md") from None
    if not found:
        raise ConfigError(f"{path}: no recording has asks_for: person or none")
    return found


def _written(said: Said) -> Transcript:
    return Transcript(said.text, 1.0)


def _hearing(stt: Any) -> Callable[[Said], Transcript]:
    def hear(said: Said) -> Transcript:
        heard: Transcript = stt.transcribe(read_audio(said.path, LISTEN_HZ), LISTEN_HZ)
        return heard

    return hear


def is_wrong(one: Outcome) -> bool:
    """Return whether a caller was put through who did not ask, or was not and did."""
    return one.to_a_person != (one.said.asks_for == "person")


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return numbers and the shares, 0..1, that were put through."""
    found: dict[str, Any] = {}
    for asks in ("person", "none"):
        ones = [one.to_a_person for one in outcomes if one.said.asks_for == asks]
        found[asks] = {"n": len(ones), "put_through": sum(ones) / len(ones) if ones else None}
    return found


def _print(found: dict[str, Any], pipeline: str, wrong: Sequence[Outcome]) -> None:
    grid = Table("callers who", "n", "put through, %", title=pipeline)
    for asks, name in (("person", "ask for a person"), ("none", "do not")):
        share = found[asks]["put_through"]
        grid.add_row(name, str(found[asks]["n"]), "-" if share is None else f"{100 * share:.1f}")
    console = Console()
    console.print(grid)
    for one in wrong:
        console.print(
            f"{one.said.asks_for}: {one.heard!r} ({one.score:.2f}); said {one.said.text!r}"
        )
