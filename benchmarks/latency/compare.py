"""Several servers and the same recordings in one run, A, B, A, B ... : how much faster A is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.latency.figures import Figures, answered, ratio
from benchmarks.latency.measure import figures_of, measure, warm_up
from benchmarks.latency.peers import STOCK_PREFIX, serving_peer
from benchmarks.latency.playing import Calling, Run
from benchmarks.latency.recordings import Recording, recordings_for
from benchmarks.report import plots
from benchmarks.report.options import (
    AudioOption,
    CallsOption,
    CarrierOption,
    HtmlOption,
    JsonOption,
    LimitOption,
    SeedOption,
    SkipOption,
    TurnsOption,
    WarmOption,
)
from benchmarks.report.page import (
    PERCENTILE_HEAD,
    heading,
    note,
    percentile_rows,
    picture,
    table,
    write_page,
)
from benchmarks.report.stats import stamp, write_json


def main(
    ours: Annotated[str, typer.Argument(help="Pipeline name or file.")],
    theirs: Annotated[
        list[str],
        typer.Argument(help="Others: pipelines, pipecat:stock, pipecat:tuned, PYTHON:PIPELINE."),
    ],
    audio: AudioOption = None,
    limit: LimitOption = 24,
    skip: SkipOption = 0,
    calls: CallsOption = 1,
    turns_per_call: TurnsOption = 6,
    carrier: CarrierOption = "twilio",
    warm: WarmOption = 2,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
    html_out: HtmlOption = None,
    picture_out: Annotated[
        Path | None, typer.Option("--picture", help="File for the plot alone.")
    ] = None,
) -> None:
    """Compare pipelines and stock bots on the same recordings."""
    names = list(dict.fromkeys([ours, *theirs]))
    if carrier != "twilio" and any(name.startswith(STOCK_PREFIX) for name in names):
        raise typer.BadParameter("the stock bot speaks only Twilio", param_hint="--carrier")
    recordings = recordings_for(ours, audio, limit=limit, skip=skip, seed=seed)
    calling = Calling(calls=calls, turns_per_call=turns_per_call, carrier=carrier)
    found = interleaved(names, recordings, calling, warm=warm)
    faster = {name: ratio(found[name]["v2v_ms"], found[ours]["v2v_ms"]) for name in names[1:]}
    figures = {
        "line": calling.line,
        "calls_at_once": calls,
        "servers": found,
        "times_faster": faster,
    }
    _show(found, faster)
    write_json(json_out, figures)
    write_page(html_out, " against ".join(names), stamp(), _blocks(figures))
    if picture_out is not None:
        _bars(found).savefig(picture_out, bbox_inches="tight")


def interleaved(
    names: Sequence[str], recordings: Sequence[Recording], calling: Calling, *, warm: int
) -> dict[str, Figures]:
    """Return results by server. All run at once and idle while another one is called.

    A round is as many recordings as the callers speak in one call each, so that changes on the
    machine affect every server alike.
    """
    step = calling.calls * calling.turns_per_call
    rounds = [recordings[i : i + step] for i in range(0, len(recordings), step)]
    with ExitStack() as stack:
        servers = [stack.enter_context(serving_peer(name)) for name in names]
        for server in servers:
            warm_up(server, recordings, calling, warm)
        runs = [Run() for _ in names]
        for batch in rounds:
            for server, run in zip(servers, runs, strict=True):
                run.add(measure(server, batch, calling))
        return {
            name: figures_of(server, run, recordings)
            for name, server, run in zip(names, servers, runs, strict=True)
        }


def rows(found: Mapping[str, Figures]) -> list[list[Any]]:
    """Return a row for each server with what is not a percentile."""
    return [
        [
            name,
            f["played"],
            len(f["unanswered"]),
            len(f["early"]),
            f["cpu_s_per_call_minute"],
            f["rss_mb"],
        ]
        for name, f in found.items()
    ]


_HEAD = ("", "played", "unanswered", "too early", "CPU s/call min", "RSS MB")


def _bars(found: Mapping[str, Figures]) -> Any:
    return plots.bars(
        {name: (f["v2v_ms"]["p50"], f["v2v_ms"]["p95"]) for name, f in found.items()},
        "voice to voice at the caller's ear, ms",
    )


def _show(found: Mapping[str, Figures], faster: Mapping[str, Any]) -> None:
    console = Console()
    grid = Table(*PERCENTILE_HEAD, title="voice to voice at the caller's ear (ms)")
    for cells in percentile_rows({name: f["v2v_ms"] for name, f in found.items()}):
        grid.add_row(*map(str, cells))
    console.print(grid)
    besides = Table(*_HEAD)
    for cells in rows(found):
        besides.add_row(*map(str, cells))
    console.print(besides)
    for name, times in faster.items():
        console.print(f"times faster than {name}: {times}", highlight=False)


def _blocks(figures: Figures) -> list[str]:
    found = figures["servers"]
    series = {name: [t["v2v_ms"] for t in f["turns"] if answered(t)] for name, f in found.items()}
    return [
        note(f"{figures['line']}, {figures['calls_at_once']} calls at once, servers taking turns"),
        heading("Voice to voice at the caller's ear (ms)"),
        table(PERCENTILE_HEAD, percentile_rows({n: f["v2v_ms"] for n, f in found.items()})),
        picture(plots.histogram(series, "ms"), "voice-to-voice times by server"),
        picture(_bars(found), "p50 and p95 by server"),
        heading("Times faster than"),
        table(
            ("", "p50", "p95"),
            [[name, times["p50"], times["p95"]] for name, times in figures["times_faster"].items()],
        ),
        heading("Besides"),
        table(_HEAD, rows(found)),
    ]  # fmt: skip
