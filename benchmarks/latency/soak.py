"""A long run: memory, tasks, descriptors and waiting while calls come and go.

voice-agent bench soak --minutes 60 --calls 16 [--audio DIR] [--json out.json]
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks.latency.measure import state
from benchmarks.latency.playing import Calling, say
from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.latency.variants import write_variant
from benchmarks.report.options import (
    AudioOption,
    CallsOption,
    CarrierOption,
    JsonOption,
    LimitOption,
    PipelineOption,
    SeedOption,
)
from benchmarks.report.stats import percentiles, write_json
from voice_agent.config.load import load_pipeline
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess, serving
from voice_agent.phone.values import CallError

PARTS = 6
"""Parts of the run; the first one warms the server up and is left out."""
MOST_P95_RATIO = 1.5
_NEAR_MS = 50.0
"""A p95 that is this near is the same."""
_STAGGER_MS = 500.0
_AGAIN_S = 1.0
_SAMPLE_S = 2.0
_IDLE_S = 3.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The server's process at one moment.

    Attributes:
        at_s: Seconds since the run began.
        rss_mb: Resident memory, of all workers.
        descriptors: Open descriptors.
        threads: Threads.
        tasks: asyncio tasks.
    """

    at_s: float
    rss_mb: float
    descriptors: int
    threads: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn.

    Attributes:
        at_s: When it was asked, seconds since the run began.
        wait_ms: Until the agent was heard; ``None`` if it was not.
    """

    at_s: float
    wait_ms: float | None


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    limit: LimitOption = 120,
    seed: SeedOption = 7,
    minutes: Annotated[float, typer.Option(min=0.5, help="How long.")] = 60,
    calls: CallsOption = 16,
    carrier: CarrierOption = "twilio",
    growth: Annotated[
        float, typer.Option(min=0, help="Growth of memory that is accepted, in percent.")
    ] = 2.0,
    json_out: JsonOption = None,
) -> None:
    """Hold spoken calls for a long time, and show what grows; status 1 if anything does.

    The first sixth of the time is left out: caches fill.
    """
    recordings = recordings_for(pipeline, audio, limit=limit, seed=seed)
    calling = Calling(calls, carrier=carrier, stagger_ms=_STAGGER_MS)
    # A caller who hangs up and calls again at once finds the line before still open.
    lines = max(2 * calls, load_pipeline(pipeline).max_calls)
    with TemporaryDirectory() as folder:
        file = write_variant(pipeline, ("max_calls", lines), Path(folder))
        with serving(str(file)) as server:
            server.wait_until_prepared()
            # The first call imports and fills what every call has afterwards.
            asyncio.run(_call(server, cycle(recordings), calling, time.monotonic(), []))
            before = at_rest(server)
            turns, samples = asyncio.run(_soak(server, recordings, 60 * minutes, calling))
            after = at_rest(server)
    found = figures(turns, samples, before, after, 60 * minutes)
    show(found)
    write_json(json_out, {"pipeline": Path(pipeline).stem, "calls": calls, **found})
    wrong = faults(found, growth)
    for line in wrong:
        Console().print(f"[red]{line}")
    raise typer.Exit(1 if wrong else 0)


def figures(
    turns: Sequence[Answered],
    samples: Sequence[Sample],
    before: Sample,
    after: Sample,
    length_s: float,
) -> dict[str, Any]:
    """Return the results: a row for each part of the time, and what is left at rest. Pure."""
    parts: list[dict[str, Any]] = []
    for part in range(PARTS):
        since, until = part * length_s / PARTS, (part + 1) * length_s / PARTS
        mine = [one for one in turns if since <= one.at_s < until]
        waits = [one.wait_ms for one in mine if one.wait_ms is not None]
        seen = [one for one in samples if since <= one.at_s < until]
        parts.append(
            {
                "until_s": round(until, 1),
                "turns": len(mine),
                "unanswered": len(mine) - len(waits),
                "wait_ms": percentiles(waits),
                "rss_mb": _mean([one.rss_mb for one in seen]),
                "descriptors": _mean([float(one.descriptors) for one in seen]),
                "threads": _mean([float(one.threads) for one in seen]),
                "tasks": _mean([float(one.tasks) for one in seen]),
            }
        )
    return {
        "parts": parts,
        "at_rest": {"before": asdict(before), "after": asdict(after)},
        "growth_percent": _growth([part["rss_mb"] for part in parts[1:]]),
    }


def faults(found: dict[str, Any], most_growth: float) -> list[str]:
    """Return what has not stayed as it was, one line each. Pure."""
    lines = []
    grown = found["growth_percent"]
    if grown is not None and grown > most_growth:
        lines.append(f"memory grew by {grown:.1f} %, more than {most_growth:g} %")
    rest = found["at_rest"]
    for what in ("tasks", "descriptors"):
        left = rest["after"][what] - rest["before"][what]
        if left > 0:
            lines.append(f"{left} {what} are left")
    unanswered = sum(part["unanswered"] for part in found["parts"])
    if unanswered:
        lines.append(f"{unanswered} turns were not answered")
    waits = [p["wait_ms"]["p95"] for p in found["parts"][1:] if p["wait_ms"]["n"]]
    if waits and waits[-1] > MOST_P95_RATIO * waits[0] + _NEAR_MS:
        lines.append(f"p95 rose from {waits[0]:.0f} to {waits[-1]:.0f} ms")
    return lines


def _growth(rss_mb: Sequence[float | None]) -> float | None:
    """Return how much more the last part has than the first, in percent."""
    known = [one for one in rss_mb if one is not None]
    return round(100 * (known[-1] / known[0] - 1), 2) if len(known) > 1 else None


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


def at_rest(server: ServerProcess) -> Sample:
    """Look at the server once its calls are over."""
    until = time.monotonic() + 30
    while server.ready()["calls"] and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(_IDLE_S)
    return Sample(0.0, **state(server))


async def _soak(
    server: ServerProcess, recordings: Sequence[Recording], length_s: float, calling: Calling
) -> tuple[list[Answered], list[Sample]]:
    turns: list[Answered] = []
    samples: list[Sample] = []
    began = time.monotonic()

    async def caller(number: int) -> None:
        await asyncio.sleep(number * calling.stagger_ms / 1000)
        first = number * len(recordings) // calling.calls
        own = cycle([*recordings[first:], *recordings[:first]])
        while time.monotonic() - began < length_s:
            await _call(server, own, calling, began, turns)

    async def watch() -> None:
        while True:
            at_s = round(time.monotonic() - began, 1)
            samples.append(Sample(at_s, **await asyncio.to_thread(state, server)))
            await asyncio.sleep(_SAMPLE_S)

    watching = asyncio.create_task(watch(), name="watch-server")
    try:
        await asyncio.gather(*(caller(number) for number in range(calling.calls)))
    finally:
        watching.cancel()
        await asyncio.wait({watching})
    return turns, samples


async def _call(
    server: ServerProcess,
    recordings: Iterator[Recording],
    calling: Calling,
    began: float,
    turns: list[Answered],
) -> None:
    """Make one call of a few turns; one that breaks, or is not taken, counts as unanswered."""
    line = make_line(calling.carrier, server.base_url)
    try:
        await line.dial()
        await wait.until_agent_finishes(line, timeout_ms=2 * calling.timeout_ms)
        for recording in islice(recordings, calling.turns_per_call):
            if line.over:
                break
            await line.clock.sleep(calling.gap_ms)
            at_s = time.monotonic() - began
            turns.append(Answered(at_s, (await say(line, recording, calling)).v2v_ms))
    except CallError:
        turns.append(Answered(time.monotonic() - began, None))
        await asyncio.sleep(_AGAIN_S)
    finally:
        await line.hangup()


def show(found: dict[str, Any]) -> None:
    """Print the table."""
    head = ("until s", "turns", "unanswered", "p50 ms", "p95 ms", "RSS MB", "descriptors",
            "threads", "tasks")  # fmt: skip
    grid = Table(*head, title="over time", box=SIMPLE, padding=0)
    for part in found["parts"]:
        waits = part["wait_ms"]
        row = [part["until_s"], part["turns"], part["unanswered"], waits.get("p50"),
               waits.get("p95"), part["rss_mb"], part["descriptors"], part["threads"],
               part["tasks"]]  # fmt: skip
        grid.add_row(*("-" if cell is None else str(cell) for cell in row))
    Console(width=120).print(grid)
    rest, growth = found["at_rest"], found["growth_percent"]
    for name, one in rest.items():
        Console().print(
            f"at rest, {name}: {one['rss_mb']} MB, {one['descriptors']} descriptors, "
            f"{one['threads']} threads, {one['tasks']} tasks"
        )
    Console().print("memory: too short to say" if growth is None else f"memory: {growth:+.2f} %")
