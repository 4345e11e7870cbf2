"""``voice-agent bench load``: how latency, quality and cost change with the calls at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks.latency.figures import Figures
from benchmarks.latency.measure import figures_of, measure, warm_up
from benchmarks.latency.peers import STOCK_PREFIX, serving_peer
from benchmarks.latency.playing import Calling
from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.latency.variants import write_variant
from benchmarks.report import plots
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
from benchmarks.report.page import heading, note, picture, table, write_page
from benchmarks.report.stats import stamp, write_json
from voice_agent.config.load import load_pipeline
from voice_agent.phone.launch import ServerProcess, serving

LEVELS = (1, 4, 8, 16, 24, 32)
_STOCK_LINE = "twilio"
_TURNS, _LEAST_TURNS, _MOST_TURNS = 32, 5, 12
"""Turns of a level, and of each of its callers: one takes some 11 s."""
_RAMP_MS = 6000.0
"""All callers of a level are on the line after this long."""
_MOST_STAGGER_MS = 1500.0
HEAD = ("server", "line", "calls", "turns", "p50", "p95", "p99", "unanswered", "refused", "cut-ins",
        "right", "word errors %", "CPU s/call min", "cores", "RSS MB", "lag p50", "lag p99",
        "queue p50", "queue p95", "callers late")  # fmt: skip

LevelsOption = Annotated[
    list[int] | None, typer.Option("--calls", min=1, help="Calls at once; several times.")
]
LinesOption = Annotated[
    list[str] | None, typer.Option("--carrier", help="Carrier of the callers; several times.")
]


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    limit: LimitOption = 240,
    skip: SkipOption = 0,
    calls: LevelsOption = None,
    turns_per_caller: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Recordings a caller; by default fewer, the more callers.",
            show_default=False,
        ),
    ] = None,
    turns_per_call: TurnsOption = 6,
    carrier: LinesOption = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(help="Another server, as in 'bench compare'; several times."),
    ] = None,
    beside_most: Annotated[
        int, typer.Option(min=1, help="Most calls at once for the other servers.")
    ] = 8,
    warm: WarmOption = 2,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
    html_out: HtmlOption = None,
    png_out: Annotated[Path | None, typer.Option("--png", help="File for the plot, PNG.")] = None,
) -> None:
    """Measure waiting, quality and cost with more and more calls at once."""
    recordings = recordings_for(pipeline, audio, limit=limit, skip=skip, seed=seed)
    levels = sorted(set(calls or LEVELS))
    lines = list(dict.fromkeys(carrier or ("twilio",)))
    callings = [
        Calling(n, turns_per_call, line, stagger_ms=stagger_ms(n)) for line in lines for n in levels
    ]
    others = dict.fromkeys(beside or (), beside_most)
    found = load(pipeline, recordings, callings, turns_per_caller, warm=warm, others=others)
    show(found)
    figures = {
        "pipeline": Path(pipeline).stem,
        "audio": audio.name if audio else f"spoken questions, seed {seed}",
        "levels": found,
    }
    write_json(json_out, figures)
    write_page(html_out, f"{figures['pipeline']} under load", stamp(), blocks(figures))
    if png_out is not None:
        plot(found).savefig(png_out, bbox_inches="tight")


def load(
    pipeline: str,
    recordings: Sequence[Recording],
    callings: Sequence[Calling],
    turns_per_caller: int | None,
    *,
    warm: int,
    others: Mapping[str, int],
) -> list[Figures]:
    """Return the results of each level, line and server.

    Args:
        pipeline: Name or file; its ``max_calls`` is raised to the largest level.
        recordings: What the callers say, again and again.
        callings: Lines and levels, in the order in which they are measured.
        turns_per_caller: Recordings that each caller says; by default as ``turns_of`` has it.
        warm: Turns before the first level that are not counted.
        others: Servers to measure beside it, and the most calls at once for each.
    """
    most = max(calling.calls for calling in callings)
    found = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        lines = max(most, load_pipeline(pipeline).max_calls)
        file = write_variant(pipeline, ("max_calls", lines), Path(folder))
        ours = Path(pipeline).stem
        servers = {ours: stack.enter_context(serving(str(file)))}
        servers |= {name: stack.enter_context(serving_peer(name)) for name in others}
        for calling, name, server in _runs(callings, servers, others):
            Console(stderr=True).print(f"{name}: {calling.calls} calls, {calling.line} ...")
            each = turns_per_caller or turns_of(calling.calls)
            said = repeated(recordings, calling.calls * each)
            if calling is callings[0]:
                warm_up(server, recordings, calling, warm)
            figures = figures_of(server, measure(server, said, calling), said)
            place = {"server": name, "line": calling.line, "calls_at_once": calling.calls}
            found.append(place | figures)
    return found


def _runs(
    callings: Sequence[Calling], servers: Mapping[str, ServerProcess], others: Mapping[str, int]
) -> Iterator[tuple[Calling, str, ServerProcess]]:
    """Have the servers take turns at each level."""
    for calling in callings:
        for name, server in servers.items():
            foreign = name.startswith(STOCK_PREFIX) and calling.carrier != _STOCK_LINE
            if not foreign and calling.calls <= others.get(name, calling.calls):
                yield calling, name, server


def stagger_ms(calls: int) -> float:
    """Return the time between the first calls of two callers: all are there soon."""
    return min(_MOST_STAGGER_MS, _RAMP_MS / calls)


def turns_of(calls: int) -> int:
    """Return the recordings of each caller: enough at each level, and all levels in 12 min."""
    return min(_MOST_TURNS, max(_LEAST_TURNS, -(-_TURNS // calls)))


def repeated(recordings: Sequence[Recording], count: int) -> list[Recording]:
    """Return ``count`` recordings, each under a name of its own."""
    rounds = ((i // len(recordings), recordings[i % len(recordings)]) for i in range(count))
    return [replace(one, name=f"{one.name}#{n}") if n else one for n, one in rounds]


def row(figures: Figures) -> list[Any]:
    """Return a level's row of the table."""
    v2v, lag, queue = (figures[k] or {} for k in ("v2v_ms", "loop_lag_ms", "queue_wait_ms"))
    meaning, words = figures["meaning"], figures["words"].get("word_error_rate")
    return [
        figures["server"],
        figures["line"],
        figures["calls_at_once"],
        figures["played"],
        *(v2v.get(p) for p in ("p50", "p95", "p99")),
        len(figures["unanswered"]),
        figures["refused"],
        len(figures["early"]),
        f"{meaning['right']}/{meaning['n']}" if meaning["n"] else None,
        None if words is None else round(100 * words, 1),
        figures["cpu_s_per_call_minute"],
        figures["cores"],
        figures["rss_mb"],
        *(lag.get(p) for p in ("p50", "p99")),
        *(queue.get(p) for p in ("p50", "p95")),
        figures["max_send_lag_ms"],
    ]


def show(found: Sequence[Figures]) -> None:
    """Print the table; times in ms."""
    grid = Table(*HEAD, title="under load (ms)", box=SIMPLE, padding=0)
    for figures in found:
        grid.add_row(*("-" if cell is None else str(cell) for cell in row(figures)))
    Console(width=200).print(grid)


def series(found: Sequence[Figures]) -> dict[str, list[tuple[float, float]]]:
    """Return p50 and p95 by calls at once for each server and line."""
    points: dict[str, list[tuple[float, float]]] = {}
    for figures in found:
        for p in ("p50", "p95"):
            if p in figures["v2v_ms"]:
                name = f"{figures['server']}, {figures['line']}, {p}"
                point = (float(figures["calls_at_once"]), float(figures["v2v_ms"][p]))
                points.setdefault(name, []).append(point)
    return points


def plot(found: Sequence[Figures]) -> Any:
    """Draw voice-to-voice by calls at once."""
    return plots.curves(series(found), "calls at once", "voice to voice at the caller's ear, ms")


def blocks(figures: Figures) -> list[str]:
    """Return the report's sections."""
    found = figures["levels"]
    return [
        note(f"{figures['audio']}; times in ms; turns that a filler bridged are left out of p50"),
        picture(plot(found), "voice to voice by calls at once"),
        table(HEAD, [row(one) for one in found]),
        heading("Where the time goes"),
        *(
            picture(
                plots.waterfall({str(f["calls_at_once"]): f["stages_ms"] for f in group}),
                f"stages of a turn, {line}",
            )
            for line, group in _by_line(found).items()
        ),
    ]


def _by_line(found: Sequence[Figures]) -> dict[str, list[Figures]]:
    """Group the levels that have stages by server and line."""
    groups: dict[str, list[Figures]] = {}
    for figures in found:
        if figures["stages_ms"]:
            groups.setdefault(f"{figures['server']}, {figures['line']}", []).append(figures)
    return groups
