"""The tables and the plot of ``bench load``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks.latency.figures import Figures
from benchmarks.report import plots
from benchmarks.report.page import heading, note, picture, table

HEAD = ("server", "line", "calls", "turns", "p50", "p95", "p99", "unanswered", "refused", "cut-ins",
        "right", "word errors %", "CPU s/call min", "cores", "RSS MB", "lag p50", "lag p99",
        "queue p50", "queue p95", "late by load", "callers late")  # fmt: skip
SAME_HEAD = ("server", "line", "calls", "turns", "word errors %", "right", "cut-ins")


def row(figures: Figures) -> list[Any]:
    """Return a level's row of the table."""
    v2v, lag, queue = (figures[k] or {} for k in ("v2v_ms", "loop_lag_ms", "queue_wait_ms"))
    return [
        figures["server"],
        figures["line"],
        figures["calls_at_once"],
        figures["played"],
        *(v2v.get(p) for p in ("p50", "p95", "p99")),
        len(figures["unanswered"]),
        figures["refused"],
        len(figures["early"]),
        *quality(figures),
        figures["cpu_s_per_call_minute"],
        figures["cores"],
        figures["rss_mb"],
        *(lag.get(p) for p in ("p50", "p99")),
        *(queue.get(p) for p in ("p50", "p95")),
        figures["late_by_load"],
        figures["max_send_lag_ms"],
    ]


def quality(figures: Figures) -> tuple[str | None, float | None]:
    """Return how many were right, and the word errors in percent."""
    right, errors = figures["meaning"], figures["words"].get("word_error_rate")
    return (
        f"{right['right']}/{right['n']}" if right["n"] else None,
        None if errors is None else round(100 * errors, 1),
    )


def same_row(figures: Figures) -> list[Any]:
    """Return a level's row of the table about the same recordings."""
    found = figures["same"]
    right, errors = quality(found)
    place = [figures["server"], figures["line"], figures["calls_at_once"]]
    return [*place, found["played"], errors, right, found["early"]]


def show(found: Sequence[Figures]) -> None:
    """Print the tables; times in ms."""
    for title, head, cells_of in (
        ("under load (ms)", HEAD, row),
        ("the first level's recordings at each level", SAME_HEAD, same_row),
    ):
        grid = Table(*head, title=title, box=SIMPLE, padding=0)
        for figures in found:
            grid.add_row(*("-" if cell is None else str(cell) for cell in cells_of(figures)))
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
        heading("The first level's recordings at each level"),
        table(SAME_HEAD, [same_row(one) for one in found]),
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
