"""Two servers, the same recordings, one run: A, B, A, B ... and the ratios of their latency.

python -m benchmarks.compare bank pipecat:stock [--audio DIR] [--calls 4] [--html out.html]
python -m benchmarks.compare bank my/bank.yaml --ws
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import plots
from benchmarks.figures import Figures, ratio
from benchmarks.measure import figures_of, measure, warm_up
from benchmarks.peers import STOCK_PREFIX, serving_peer
from benchmarks.playing import Calling, Run
from benchmarks.recordings import Recording, recordings_for
from benchmarks.report import (
    PERCENTILE_HEAD,
    heading,
    note,
    percentile_rows,
    picture,
    table,
    write_page,
)
from benchmarks.stats import stamp, write_json


def main(
    ours: Annotated[str, typer.Argument(help="Pipeline name or file.")],
    theirs: Annotated[str, typer.Argument(help="Another, pipecat:stock or pipecat:tuned.")],
    audio: Annotated[Path | None, typer.Option(exists=True, file_okay=False)] = None,
    limit: Annotated[int, typer.Option(min=1, help="Recordings to play.")] = 24,
    skip: Annotated[int, typer.Option(min=0)] = 0,
    calls: Annotated[int, typer.Option(min=1, help="Calls at once.")] = 1,
    turns_per_call: Annotated[int, typer.Option(min=1)] = 6,
    ws: Annotated[bool, typer.Option("--ws", help="Over /ws; the stock bot has none.")] = False,
    warm: Annotated[int, typer.Option(min=0, help="Turns thrown away first.")] = 2,
    seed: int = 7,
    json_out: Annotated[Path | None, typer.Option("--json")] = None,
    html_out: Annotated[Path | None, typer.Option("--html")] = None,
) -> None:
    """Play every recording to both, taking turns, and compare."""
    if ws and any(name.startswith(STOCK_PREFIX) for name in (ours, theirs)):
        raise typer.BadParameter("the stock bot speaks only Twilio", param_hint="--ws")
    recordings = recordings_for(ours, audio, limit=limit, skip=skip, seed=seed)
    calling = Calling(calls=calls, turns_per_call=turns_per_call, twilio=not ws)
    found = interleaved([ours, theirs], recordings, calling, warm=warm)
    ratios = {
        "v2v_ms": ratio(found[ours]["v2v_ms"], found[theirs]["v2v_ms"]),
        "n": {name: found[name]["v2v_ms"]["n"] for name in (ours, theirs)},
    }
    figures = {
        "line": "ws 16000 Hz" if ws else "twilio 8 kHz",
        "calls_at_once": calls,
        "servers": found,
        "ratios": ratios,
    }
    _show(found, ratios)
    write_json(json_out, figures)
    write_page(html_out, f"{ours} against {theirs}", stamp(), _blocks(figures))


def interleaved(
    names: Sequence[str], recordings: Sequence[Recording], calling: Calling, *, warm: int
) -> dict[str, Figures]:
    """Figures by server. All run at once and idle while another one is called.

    A round is as many recordings as the callers speak in one call each, so that whatever
    changes on the machine meanwhile meets every server alike.
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
    """One row a server of what is not a percentile."""
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


def _show(found: Mapping[str, Figures], ratios: Mapping[str, Any]) -> None:
    console = Console()
    grid = Table(*PERCENTILE_HEAD, title="voice to voice at the caller's ear (ms)")
    for cells in percentile_rows({name: f["v2v_ms"] for name, f in found.items()}):
        grid.add_row(*map(str, cells))
    console.print(grid)
    besides = Table(*_HEAD)
    for cells in rows(found):
        besides.add_row(*map(str, cells))
    console.print(besides)
    console.print(f"ratio of the first to the second: {dict(ratios)}", highlight=False)


def _blocks(figures: Figures) -> list[str]:
    found, ratios = figures["servers"], figures["ratios"]
    series = {
        name: [t["v2v_ms"] for t in f["turns"] if t["v2v_ms"] is not None and t["early_ms"] is None]
        for name, f in found.items()
    }
    return [
        note(f"{figures['line']}, {figures['calls_at_once']} calls at once, servers taking turns"),
        heading("Voice to voice at the caller's ear (ms)"),
        table(PERCENTILE_HEAD, percentile_rows({n: f["v2v_ms"] for n, f in found.items()})),
        picture(plots.histogram(series, "ms"), "voice-to-voice times by server"),
        heading("First over second"),
        table(
            ("", "p50", "p95", "n"),
            [["voice to voice", ratios["v2v_ms"]["p50"], ratios["v2v_ms"]["p95"],
              " and ".join(str(n) for n in ratios["n"].values())]],
        ),
        heading("Besides"),
        table(_HEAD, rows(found)),
    ]  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
