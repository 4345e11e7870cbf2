"""Plots of the reports (extra ``bench``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_COLOURS = (
    "#8b949e", "#d29922", "#1f6feb", "#8957e5", "#bf3989", "#2da44e", "#cf222e", "#fb8f44",
    "#1b7c83",
)  # fmt: skip

_FAR_APART = 8
"""Times that one value is another from which an axis is logarithmic."""


def _axes(width: float = 9.0, height: float = 3.2) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=120)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def waterfall(runs: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Any:
    """Plot stages one after another, a bar for p50 and one for p95 of each run.

    Args:
        runs: Run name -> stage -> percentiles. The p95 of the parts add up to more than the
            p95 of the whole: not every stage is slow in the same turn.
    """
    bars = [(run, p) for run in runs for p in ("p50", "p95")]
    figure, axes = _axes(height=1.2 + 0.5 * len(bars))
    colours: dict[str, str] = {}
    for row, (run, p) in enumerate(bars):
        left = 0.0
        for name, ms, start in parts(runs[run], p):
            colour = colours.setdefault(name, _COLOURS[len(colours) % len(_COLOURS)])
            axes.barh(row, ms, left=start, color=colour, height=0.7)
            left = start + ms
            if ms >= 25:
                axes.text(start + ms / 2, row, f"{ms:.0f}", ha="center", va="center", color="w")
        axes.text(left, row, f" {left:.0f}", va="center")
    axes.set_yticks(range(len(bars)), [f"{run} {p}".strip() for run, p in bars])
    axes.invert_yaxis()
    axes.set_xlabel("ms after the caller's last speech sample (server's clock)")
    handles = [axes.barh(0, 0, color=colour, label=name) for name, colour in colours.items()]
    axes.legend(handles=handles, ncols=max(1, len(colours)), loc="lower center",
                bbox_to_anchor=(0.5, 1.0), frameon=False, fontsize="small")  # fmt: skip
    return figure


def parts(
    stages: Mapping[str, Mapping[str, float]], percentile: str
) -> list[tuple[str, float, float]]:
    """Return where each stage's bar begins: (name, length in ms, start in ms)."""
    found = []
    start = 0.0
    for name, figures in stages.items():
        ms = float(figures.get(percentile, 0.0))
        found.append((name, ms, start))
        start += ms
    return found


def histogram(series: Mapping[str, Sequence[float]], label: str) -> Any:
    """Draw how often each value was measured, one outline for each series."""
    figure, axes = _axes()
    every = [value for values in series.values() for value in values]
    if every:
        low, high = min(every), max(every)
        step = max(1.0, (high - low) / 40)
        edges = [low + step * i for i in range(int((high - low) / step) + 2)]
        for number, (name, values) in enumerate(series.items()):
            axes.hist(values, bins=edges, alpha=0.6, label=f"{name} (n={len(values)})",
                      color=_COLOURS[(number + 2) % len(_COLOURS)])  # fmt: skip
        axes.legend(frameon=False)
    axes.set_xlabel(label)
    axes.set_ylabel("turns")
    return figure


def curves(series: Mapping[str, Sequence[tuple[float, float]]], x: str, y: str) -> Any:
    """Draw points joined by lines, one series for each name; on a logarithmic axis if they differ.

    Args:
        series: Name -> points. Names that end with p50 are drawn thinner.
        x: Label of the horizontal axis.
        y: Label of the vertical one.
    """
    figure, axes = _axes(height=4.2)
    for number, (name, points) in enumerate(series.items()):
        ordered = sorted(points)
        axes.plot([a for a, _ in ordered], [b for _, b in ordered], "o-", ms=4, label=name,
                  lw=1 if name.endswith("p50") else 2,
                  color=_COLOURS[(number + 2) % len(_COLOURS)])  # fmt: skip
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    values = [b for points in series.values() for _, b in points]
    if values and max(values) > _FAR_APART * max(1.0, min(values)):
        axes.set_yscale("log")
        ticks = [m * 10**e for e in range(1, 6) for m in (1, 2, 5)]
        axes.set_yticks([t for t in ticks if min(values) / 2 <= t <= 2 * max(values)])
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.minorticks_off()
    else:
        axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return figure


def panels(
    series: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]],
    dots: Mapping[str, Sequence[float]],
    x: str,
    y: str,
) -> Any:
    """Draw a panel for each name, with a curve for each series in it.

    Args:
        series: Panel -> curve -> points.
        dots: Panel -> (y, x) of the point that is marked.
        x: Label of all horizontal axes.
        y: Label of the vertical ones.
    """
    from matplotlib.figure import Figure

    columns = min(3, max(1, len(series)))
    rows = -(-len(series) // columns)
    figure = Figure(figsize=(3.4 * columns, 2.8 * rows), dpi=120, layout="constrained")
    grid = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axes, (panel, lines) in zip(grid, series.items(), strict=False):
        for colour, (name, points) in zip(_COLOURS, lines.items(), strict=False):
            ordered = sorted(points)
            axes.plot([a for a, _ in ordered], [b for _, b in ordered], color=colour, label=name)
        share, at = dots[panel]
        axes.plot([at], [share], "o", color=_COLOURS[len(lines) - 1])
        axes.set_title(panel, fontsize="medium")
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    for axes in grid[len(series) :]:
        axes.set_visible(False)
    figure.supxlabel(x, fontsize="medium")
    figure.supylabel(y, fontsize="medium")
    figure.axes[0].legend(frameon=False, fontsize="small")
    return figure


def bars(values: Mapping[str, tuple[float, float]], label: str) -> Any:
    """Draw p50 and p95 side by side for each name."""
    figure, axes = _axes(height=1.0 + 0.55 * len(values))
    for row, (p50, p95) in enumerate(values.values()):
        axes.barh(row - 0.18, p50, height=0.34, color=_COLOURS[2], label="p50" if not row else None)
        axes.barh(row + 0.18, p95, height=0.34, color=_COLOURS[7], label="p95" if not row else None)
    axes.set_yticks(range(len(values)), list(values))
    axes.invert_yaxis()
    axes.set_xlabel(label)
    axes.legend(frameon=False)
    return figure
