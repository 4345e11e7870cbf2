"""Every bridge in one run, A, B, C, A, B, C ...: how much longer callers wait than over ``/ws``.

    voice-agent bench bridges --pipeline barista --audio DIR --limit 60
    voice-agent bench bridges --carrier raw --carrier sip --limit 8

One server takes all calls, so the models are the same and as warm. The lines take turns, call by
call, and every line plays every recording once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.latency.figures import Figures
from benchmarks.latency.listeners import listening
from benchmarks.latency.measure import figures_of, measure, warm_up
from benchmarks.latency.playing import Calling, Run
from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.report.options import (
    AudioOption,
    HtmlOption,
    JsonOption,
    LimitOption,
    PipelineOption,
    SeedOption,
    SkipOption,
    TurnsOption,
    WarmOption,
)
from benchmarks.report.page import heading, note, table, write_page
from benchmarks.report.stats import stamp, write_json
from voice_agent.phone.launch import ServerProcess, serving

LINES = (
    *("raw", "twilio", "telnyx", "plivo", "exotel", "vonage", "asterisk", "audiosocket", "sip"),
    "realtime",
)
"""The first is what the others are compared with."""
HEAD = ("line", "turns", "p50", "p95", "p50 apart", "p95 apart", "unanswered", "cut-ins", "right")


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    limit: LimitOption = 24,
    skip: SkipOption = 0,
    turns_per_call: TurnsOption = 6,
    carrier: Annotated[
        list[str] | None,
        typer.Option(help="Line of the callers; several times. The first is compared with."),
    ] = None,
    within_ms: Annotated[
        float, typer.Option(help="Most that p50 and p95 may be apart; else exit status 1.")
    ] = 30.0,
    warm: WarmOption = 2,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
    html_out: HtmlOption = None,
) -> None:
    """Compare how long callers wait over each bridge, with the same server and recordings."""
    lines = list(dict.fromkeys(carrier or LINES))
    recordings = recordings_for(pipeline, audio, limit=limit, skip=skip, seed=seed)
    found = bridges(pipeline, recordings, lines, turns_per_call, warm=warm)
    figures = {
        "pipeline": Path(pipeline).stem,
        "audio": audio.name if audio else f"spoken questions, seed {seed}",
        "within_ms": within_ms,
        "lines": found,
    }
    cells = rows(found)
    grid = Table(*HEAD, title=f"{figures['pipeline']}, each line (ms)")
    for row in cells:
        grid.add_row(*("-" if cell is None else str(cell) for cell in row))
    Console(width=120).print(grid)
    write_json(json_out, figures)
    write_page(
        html_out,
        f"Bridges of {figures['pipeline']}",
        stamp(),
        [note(str(figures["audio"])), heading("Voice to voice (ms)"), table(HEAD, cells)],
    )
    late = too_far(found, within_ms)
    for name, why in late.items():
        typer.echo(f"{name}: {why}")
    raise typer.Exit(1 if late else 0)


def bridges(
    pipeline: str,
    recordings: Sequence[Recording],
    lines: Sequence[str],
    turns_per_call: int,
    *,
    warm: int,
) -> dict[str, Figures]:
    """Return the results of each line; all of them call one server, in turn."""
    with listening(pipeline) as (file, url_of), serving(file) as server:
        callings = [
            Calling(turns_per_call=turns_per_call, carrier=line, url=url_of(line)) for line in lines
        ]
        return take_turns(server, recordings, callings, warm=warm)


def take_turns(
    server: ServerProcess,
    recordings: Sequence[Recording],
    callings: Sequence[Calling],
    *,
    warm: int,
) -> dict[str, Figures]:
    """Return the results of each line. A round is one call over each of them."""
    for calling in callings:
        warm_up(server, recordings, calling, warm)
    runs = [Run() for _ in callings]
    step = callings[0].turns_per_call
    for start in range(0, len(recordings), step):
        for calling, run in zip(callings, runs, strict=True):
            run.add(measure(server, recordings[start : start + step], calling))
    return {
        calling.carrier: figures_of(server, run, recordings)
        for calling, run in zip(callings, runs, strict=True)
    }


def apart(found: Mapping[str, Figures], line: str, percentile: str) -> float | None:
    """Return how much longer a line's callers wait than the first one's; ``None`` if unknown."""
    first = next(iter(found.values()))["v2v_ms"].get(percentile)
    here = found[line]["v2v_ms"].get(percentile)
    return None if first is None or here is None else round(here - first, 1)


def rows(found: Mapping[str, Figures]) -> list[list[Any]]:
    """Return a row for each line."""
    return [
        [
            name,
            f["played"],
            f["v2v_ms"].get("p50"),
            f["v2v_ms"].get("p95"),
            apart(found, name, "p50"),
            apart(found, name, "p95"),
            len(f["unanswered"]),
            len(f["early"]),
            f"{f['meaning']['right']}/{f['meaning']['n']}" if f["meaning"]["n"] else None,
        ]
        for name, f in found.items()
    ]


def too_far(found: Mapping[str, Figures], within_ms: float) -> dict[str, str]:
    """Return the lines whose callers wait too long, and why."""
    late = {}
    for name in found:
        over = [
            f"{percentile} is {ms} ms later"
            for percentile in ("p50", "p95")
            if (ms := apart(found, name, percentile)) is None or ms > within_ms
        ]
        if over:
            late[name] = ", ".join(over).replace("is None ms later", "is unknown")
    return late
