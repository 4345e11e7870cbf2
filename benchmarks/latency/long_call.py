"""One long call: whether the line, the memory and the answers are at its end as at its beginning.

    voice-agent bench long-call --carrier sip --minutes 10

The caller speaks again and again, and says nothing that ends the call or needs a person: that is
tried by text first, and a recording that ends the call all the same is left out of the next try.
Each minute says how much memory, how many threads and tasks the
server has, how long answers took, and, over SIP, how the agent's packets arrived: lost ones,
jitter, and how far the server's clock of audio has drifted from the caller's.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.latency.listeners import listening
from benchmarks.latency.measure import state, warm_up
from benchmarks.latency.playing import Calling, say
from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.latency.rehearsal import lasting
from benchmarks.report.options import AudioOption, JsonOption, PipelineOption, SeedOption
from benchmarks.report.stats import percentiles, write_json
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess, serving
from voice_agent.phone.line import Line
from voice_agent.phone.values import CallError

HEAD = ("minute", "turns", "unanswered", "p50", "p95", "RSS MB", "threads", "tasks", "packets",
        "lost", "jitter ms", "drift ms")  # fmt: skip
TRIES = 4
_SAID = 24


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    carrier: Annotated[str, typer.Option(help="Line of the caller.")] = "sip",
    minutes: Annotated[float, typer.Option(min=0.2, help="How long the call lasts.")] = 10.0,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
) -> None:
    """Hold one call for minutes, and look at memory, tasks, packets and answers all the while."""
    said = recordings_for(pipeline, audio, limit=_SAID, skip=0, seed=seed)
    recordings = lasting(pipeline, said)
    left_out: list[str] = []
    with listening(pipeline) as (file, url_of), serving(file) as server:
        calling = Calling(carrier=carrier, url=url_of(carrier))
        warm_up(server, recordings, calling, 2)
        for _ in range(TRIES):
            before = state(server)
            found = asyncio.run(long_call(server, recordings, calling, 60 * minutes))
            after = asyncio.run(settled(server, before["tasks"]))
            if not found["ended_by"]:
                break
            left_out.append(found["ended_by"])
            recordings = [one for one in recordings if one.name not in left_out]
    figures = {
        "pipeline": Path(pipeline).stem,
        "carrier": carrier,
        "said": [one.text or one.name for one in recordings],
        "left_out": left_out,
        "before": before,
        **found,
        "after": after,
    }
    show(figures)
    write_json(json_out, figures)
    raise typer.Exit(1 if found["error"] else 0)


async def long_call(
    server: ServerProcess, recordings: Sequence[Recording], calling: Calling, seconds: float
) -> dict[str, Any]:
    """Hold one call; return a row for each minute, and why and by what it ended early."""
    caller = make_line(calling.carrier, calling.url or server.base_url)
    rows: list[dict[str, Any]] = []
    error, ended_by, waits = "", "", Waits()
    try:
        async with caller:
            await wait.until_agent_finishes(caller, timeout_ms=2 * calling.timeout_ms)
            for recording in itertools.cycle(recordings):
                now_s = caller.clock.now_ms() / 1000
                while now_s >= min(60.0 * (len(rows) + 1), seconds):
                    rows.append(await look(server, caller, len(rows) + 1, waits))
                    waits = Waits()
                    if now_s >= seconds:
                        break
                if now_s >= seconds:
                    break
                await caller.clock.sleep(calling.gap_ms)
                played = await say(caller, recording, calling)
                waits.add(played.v2v_ms)
                if caller.over:
                    ended_by = recording.name
                    after_s = caller.clock.now_ms() / 1000
                    error = f"the call ended after {after_s:.0f} s, by '{recording.text}'"
                    break
    except CallError as problem:
        error = str(problem)
    return {"minutes": rows, "error": error, "ended_by": ended_by}


class Waits:
    """Voice-to-voice times of a minute."""

    def __init__(self) -> None:
        self.ms: list[float] = []
        self.unanswered = 0

    def add(self, ms: float | None) -> None:
        """Take one; ``None`` for a turn without an answer."""
        if ms is None:
            self.unanswered += 1
        else:
            self.ms.append(ms)


async def look(server: ServerProcess, caller: Line, minute: int, waits: Waits) -> dict[str, Any]:
    """Return the row of a minute."""
    log = caller.packets
    found = await asyncio.to_thread(state, server)
    return {
        "minute": minute,
        "turns": len(waits.ms) + waits.unanswered,
        "unanswered": waits.unanswered,
        "v2v_ms": percentiles(waits.ms),
        **found,
        "packets": log.received if log else None,
        "lost": log.lost if log else None,
        "jitter_ms": round(log.jitter_ms, 2) if log else None,
        "drift_ms": round(log.drift_ms, 2) if log else None,
    }


async def settled(server: ServerProcess, tasks: int, at_most_s: float = 10.0) -> dict[str, Any]:
    """Return the state once there are no more tasks than before the call, or after a while."""
    found = state(server)
    for _ in range(int(at_most_s / 0.5)):
        if found["tasks"] <= tasks:
            break
        await asyncio.sleep(0.5)
        found = await asyncio.to_thread(state, server)
    return found


def show(figures: dict[str, Any]) -> None:
    """Print the rows, and what is left when the call is over."""
    grid = Table(*HEAD, title=f"{figures['pipeline']}, one call over {figures['carrier']}")
    for row in figures["minutes"]:
        cells = [row["minute"], row["turns"], row["unanswered"], row["v2v_ms"].get("p50"),
                 row["v2v_ms"].get("p95"), row["rss_mb"], row["threads"], row["tasks"],
                 row["packets"], row["lost"], row["jitter_ms"], row["drift_ms"]]  # fmt: skip
        grid.add_row(*("-" if cell is None else str(cell) for cell in cells))
    console = Console(width=120)
    console.print(grid)
    for name in ("before", "after"):
        found = figures[name]
        console.print(
            f"{name} the call: {found['rss_mb']} MB, {found['threads']} threads, "
            f"{found['tasks']} tasks",
            highlight=False,
        )
    if figures["error"]:
        console.print(figures["error"])
