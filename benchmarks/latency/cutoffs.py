"""Live calls with callers who keep on talking: how many are spoken into, how long the rest wait.

    voice-agent bench cutoffs --audio DIR [--words 4] [--limit 100]
    voice-agent bench cutoffs --audio DIR --only kind=numbers
        --first "I have a new phone number" --first "four four seven one"

Each recording is a call of its own, in real time against a running server. The caller says what
``--first`` gives, hears the answer, and then plays the whole recording, pauses and all, whatever
the agent does. An agent that is heard before the recording ends has cut the caller off. The caller
hangs up as soon as the answer is heard, and after a minute and a half in any case. Recordings that
end in noise, by the pipeline's VAD, are left out: an answer to their last word would count as too
early.

Each call is told as it ends, and ``--json`` is written anew, so that a run that is broken off has
said what it found; ``--skip`` goes on from there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.latency.pauses import NEAR_END_MS
from benchmarks.latency.playing import Calling, Played, say
from benchmarks.latency.recordings import Recording, recordings_for, speak
from benchmarks.report.options import (
    AudioOption,
    CallsOption,
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
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.config.load import load_pipeline
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess, serving
from voice_agent.phone.values import CallError
from voice_agent.pipeline.assembly import load_engines
from voice_agent.vad.engine import VadEngine
from voice_agent.vad.limiter import Limiter

LONGEST_CALL_S = 90
_VOICE = 0.5


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
    calls: CallsOption = 4,
    carrier: CarrierOption = "raw",
    rate: RateOption = None,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
) -> None:
    """Count the callers that the agent speaks into, in live calls."""
    recordings = recordings_for(
        pipeline, audio, limit=limit, skip=skip, seed=seed, only=only or (), words=words
    )
    console = Console(stderr=True)
    engines = load_engines(load_pipeline(pipeline), stages=("vad",))
    noisy = [one.name for one in recordings if not ends_in_voice(one.samples, engines.vad)]
    asyncio.run(engines.aclose())
    if noisy:
        console.print(f"left out, because they end in noise: {', '.join(noisy)}", highlight=False)
    recordings = [one for one in recordings if one.name not in noisy]
    opening = speak([("first", text) for text in first or ()])
    calling = Calling(calls=calls, carrier=carrier, rate_hz=rate, quiet_ms=0.0)
    about = {"pipeline": pipeline, "line": calling.line, "calls": calls, "first": first}

    def tell(played: Sequence[Played]) -> None:
        console.print(f"{len(played)}/{len(recordings)} {told(played[-1])}", highlight=False)
        write_json(json_out, {**about, **counted(played)})

    with serving(pipeline) as server:

        async def call(recording: Recording) -> Played:
            return await _call(server, recording, opening, calling)

        played = asyncio.run(play_each(recordings, call, calling, tell))
    _show(counted(played))


async def play_each(
    recordings: Sequence[Recording],
    call: Callable[[Recording], Awaitable[Played]],
    calling: Calling,
    tell: Callable[[Sequence[Played]], None],
) -> list[Played]:
    """Make a call for each recording, ``calling.calls`` at once.

    Args:
        recordings: What is played.
        call: Makes one call; given up after 90 s and the length of its recording.
        calling: How many at once, and how far apart they begin.
        tell: Called after each call with all that were made so far, the latest one last.
    """
    waiting = deque(recordings)
    played: list[Played] = []

    async def caller(number: int) -> None:
        await asyncio.sleep(number * calling.stagger_ms / 1000)
        while waiting:
            recording = waiting.popleft()
            try:
                async with asyncio.timeout(LONGEST_CALL_S + recording.seconds):
                    played.append(await call(recording))
            except TimeoutError:
                error = f"the call took longer than {LONGEST_CALL_S} s"
                played.append(Played(recording.name, "", None, None, error=error))
            tell(played)

    await asyncio.gather(*(caller(number) for number in range(calling.calls)))
    return played


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


def ends_in_voice(samples: Samples, vad: VadEngine) -> bool:
    """Return whether the last voice in samples at 16 kHz is within 150 ms of their end."""
    session, limiter, window = vad.session(), Limiter(), vad.window_samples
    last = 0
    for end in range(window, samples.size + 1, window):
        if session.speech_probability(limiter.push(samples[end - window : end])) >= _VOICE:
            last = end
    return 1000 * (samples.size - last) <= NEAR_END_MS * LISTEN_HZ


def told(one: Played) -> str:
    """Say what came of a call, in one line."""
    if one.early_ms is not None:
        return f"{one.name}: cut off {one.early_ms:.0f} ms before its end"
    if one.v2v_ms is not None:
        return f"{one.name}: answered after {one.v2v_ms:.0f} ms"
    return f"{one.name}: {one.error or 'not answered'}"


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
