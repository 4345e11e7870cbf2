"""Live calls with callers who keep on talking: how many are spoken into, how long the rest wait.

    voice-agent bench cutoffs --audio DIR [--words 4] [--limit 100]
    voice-agent bench cutoffs --audio DIR --only kind=numbers --first "I have a new phone number"

Each recording is a call of its own, in real time against a running server. The caller says what
``--first`` gives, hears the answer, and then plays the whole recording, pauses and all, whatever
the agent does. An agent that is heard before the recording ends has cut the caller off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.latency.playing import Calling, Played, say
from benchmarks.latency.recordings import Recording, recordings_for, speak
from benchmarks.report.options import (
    AudioOption,
    CarrierOption,
    JsonOption,
    LimitOption,
    OnlyOption,
    PipelineOption,
    RateOption,
    SeedOption,
    SkipOption,
    WordsOption,
)
from benchmarks.report.stats import percentiles, write_json
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess, serving
from voice_agent.phone.values import CallError


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    only: OnlyOption = None,
    words: WordsOption = 0,
    first: Annotated[
        list[str] | None,
        typer.Option("--first", help="What the caller says before; may be repeated."),
    ] = None,
    limit: LimitOption = 20,
    skip: SkipOption = 0,
    carrier: CarrierOption = "raw",
    rate: RateOption = None,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
) -> None:
    """Count the callers that the agent speaks into, in live calls."""
    recordings = recordings_for(
        pipeline, audio, limit=limit, skip=skip, seed=seed, only=only or (), words=words
    )
    opening = speak([("first", text) for text in first or ()])
    calling = Calling(carrier=carrier, rate_hz=rate)
    with serving(pipeline) as server:
        played = [
            asyncio.run(_call(server, recording, opening, calling)) for recording in recordings
        ]
    figures = {"pipeline": pipeline, "line": calling.line, "first": first, **counted(played)}
    _show(figures)
    write_json(json_out, figures)


async def _call(
    server: ServerProcess, recording: Recording, opening: Sequence[Recording], calling: Calling
) -> Played:
    """Make one call; return what the caller noticed of the recording."""
    caller = make_line(calling.carrier, server.base_url, rate_hz=calling.rate_hz)
    try:
        async with caller:
            await wait.until_agent_finishes(caller, timeout_ms=2 * calling.timeout_ms)
            for said in opening:
                await caller.clock.sleep(calling.gap_ms)
                spoken = await caller.speak(resample(said.samples, LISTEN_HZ, caller.rate_hz))
                await wait.until_agent_finishes(caller, spoken, timeout_ms=2 * calling.timeout_ms)
            await caller.clock.sleep(calling.gap_ms)
            return await say(caller, recording, calling)
    except CallError as error:
        return Played(recording.name, "", None, None, error=str(error))


def counted(played: Sequence[Played]) -> dict[str, Any]:
    """Return how many were cut off, and the wait of the others.

    A call that failed before the recording was played counts as neither.
    """
    heard = [one for one in played if one.early_ms is not None or one.v2v_ms is not None]
    cut = {one.name: round(one.early_ms) for one in heard if one.early_ms is not None}
    waits = [one.v2v_ms for one in heard if one.early_ms is None and one.v2v_ms is not None]
    return {
        "played": len(played),
        "cut_off": len(cut),
        "share": round(len(cut) / len(played), 3) if played else None,
        "wait_ms": percentiles(waits),
        "before_the_end_ms": cut,
        "unanswered": {one.name: one.error for one in played if one not in heard},
        "heard": {one.name: one.heard for one in played},
    }


def _show(figures: dict[str, Any]) -> None:
    console, wait_ms = Console(), figures["wait_ms"]
    table = Table("played", "cut off", "share", "wait p50", "p95", "unanswered")
    share = "-" if figures["share"] is None else f"{100 * figures['share']:.0f} %"
    table.add_row(
        str(figures["played"]),
        str(figures["cut_off"]),
        share,
        *(f"{wait_ms[p]:.0f} ms" if wait_ms.get(p) is not None else "-" for p in ("p50", "p95")),
        str(len(figures["unanswered"])),
    )
    console.print(table)
    for name, ms in figures["before_the_end_ms"].items():
        console.print(f"{name}: {ms} ms before its end", highlight=False)
