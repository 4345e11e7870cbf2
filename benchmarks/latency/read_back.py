"""What short answers at a yes-or-no read-back come to: is a yes a yes, and nothing else one?

    voice-agent bench read-back [--audio DIR] [--voices 40] [--show] [--json FILE]

Something is read back that will be done. Then a caller says "yes", "no" or "stop", another word, or
a sound comes from somewhere. It goes through what runs in a call: what starts a turn, the
recogniser that knows what was asked, the language model, the rules of consent and the router.
``--audio`` plays recordings whose ``labels.json`` says what is said; without it, many voices speak.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.latency.backgrounds import Ear
from benchmarks.latency.short_answers import SAID, Answer, load, made
from benchmarks.report.options import AudioOption, JsonOption, PipelineOption, SeedOption
from benchmarks.report.stats import percentiles, stamp, write_json
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.load import load_pipeline
from voice_agent.core.turn import Route
from voice_agent.dialogue.context import context_of
from voice_agent.dialogue.expecting import expecting
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.pipeline.assembly import Engines, load_engines
from voice_agent.router.policy import decide

_TASK = "transfer_money"
_DETAILS = {"amount": {"amount": 50.0, "currency": "USD"}, "payee": "Sarah", "date": "2026-12-04"}
OUTCOMES = ("yes", "no", "stop", "asked again", "something else", "nothing")
_STOPS = ("hold", "leave", "change")


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer came to.

    Attributes:
        answer: The sound.
        outcome: One of ``OUTCOMES``.
        text: What was recognised.
        why: The router's reason.
        took_ms: Time of the recogniser.
    """

    answer: Answer
    outcome: str
    text: str = ""
    why: str = ""
    took_ms: float = 0.0


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    voices: Annotated[int, typer.Option(min=1, help="Voices, without --audio.")] = 40,
    seed: SeedOption = 7,
    show: Annotated[bool, typer.Option("--show", help="List what is not as it was said.")] = False,
    json_out: JsonOption = None,
) -> None:
    """Measure what short answers at a yes-or-no read-back come to."""
    answers = load(audio) if audio else list(made(voices, seed))
    engines = load_engines(load_pipeline(pipeline), stages=("vad", "turns", "stt", "slm"))
    found = [taken(engines, one) for one in track(answers, "listening", transient=True)]
    asyncio.run(engines.aclose())
    figures = counted(found)
    _show(figures, found if show else ())
    write_json(json_out, {"stamp": stamp(), "pipeline": pipeline} | figures)


def taken(engines: Engines, answer: Answer) -> Taken:
    """Let the agent hear an answer to what it has read back."""
    if not Ear(engines).hear(answer.audio):
        return Taken(answer, "nothing")
    playbook, today = engines.playbook, engines.clock.today()
    state = DialogueState(_TASK, _DETAILS, CONFIRM)
    context = context_of(playbook, state, today)
    began = time.perf_counter()
    transcript = engines.stt.engine.transcribe(
        answer.audio, LISTEN_HZ, asked=context.question, expected=expecting(playbook, context)
    )
    took_ms = 1000 * (time.perf_counter() - began)
    if not transcript.text:
        return Taken(answer, "nothing", took_ms=took_ms)
    reading = engines.slm.engine.read(transcript, asked=context.asked, today=today)
    response = interpret(playbook, context, reading)
    route = decide(reading, response, state, None, playbook)
    return Taken(answer, outcome(route), transcript.text, route.reason, took_ms)


def outcome(route: Route) -> str:
    """Return what a route makes of an answer to a read-back."""
    kind = route.response.kind
    if route.to == "clarify" or (route.to == "answer" and kind in ("repeat", "rephrase", "none")):
        return "asked again"
    if route.to != "answer":
        return "something else"
    if kind in ("yes", "no"):
        return kind
    return "stop" if kind in _STOPS else "something else"


def counted(found: Sequence[Taken]) -> dict[str, Any]:
    """Return how often each that was said came to what, and the recogniser's times."""
    said = {what: Counter(one.outcome for one in found if one.answer.said == what) for what in SAID}
    table = {
        what: {"n": counts.total()} | {name: counts[name] for name in OUTCOMES}
        for what, counts in said.items()
        if counts
    }
    times = [one.took_ms for one in found if one.took_ms]
    return {"said": table, "recogniser ms": percentiles(times) if times else {}}


def _show(figures: dict[str, Any], found: Sequence[Taken]) -> None:
    console = Console()
    grid = Table("said", "n", *OUTCOMES)
    for what, row in figures["said"].items():
        grid.add_row(what, *(str(count) for count in row.values()))
    console.print(grid)
    console.print("recogniser, ms:", figures["recogniser ms"])
    for one in found:
        if one.outcome != one.answer.said and (one.answer.said, one.outcome) != ("stop", "no"):
            line = (
                f"{one.answer.name}: {one.answer.said} -> {one.outcome}: '{one.text}' ({one.why})"
            )
            console.print(line, markup=False, highlight=False, soft_wrap=True)
