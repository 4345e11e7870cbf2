"""The plots of a measured model. matplotlib is imported when one is drawn (extra ``bench``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voice_agent.training.measure.decisions import Decisions

_BLUE, _GREY = "#1f6feb", "#8b949e"


def draw(decisions: Decisions, folder: Path, name: str) -> list[Path]:
    """Write the three plots as PNG; returns their paths."""
    figures = {
        "confused": confusions(decisions.confused(most=15)),
        "reliability": reliability_diagram(decisions.reliability()),
        "coverage": coverage_curve(decisions.coverage()),
    }
    paths = []
    for kind, figure in figures.items():
        path = folder / f"{name}-{kind}.png"
        figure.savefig(path, bbox_inches="tight", metadata={"Software": None})
        paths.append(path)
    return paths


def confusions(pairs: Sequence[tuple[str, str, int]]) -> Any:
    """Plot the intents that are most often confused."""
    figure, axes = _axes(8.0, 1.2 + 0.3 * len(pairs))
    axes.barh(range(len(pairs)), [count for *_, count in pairs], color=_BLUE)
    axes.set_yticks(range(len(pairs)), [f"{meant} → {said}" for meant, said, _ in pairs])
    axes.invert_yaxis()
    axes.set_xlabel("turns (meant → said)")
    axes.xaxis.get_major_locator().set_params(integer=True)
    return figure


def reliability_diagram(bins: Sequence[tuple[float, float, int]]) -> Any:
    """Plot the share right over the confidence; ideally both are equal."""
    figure, axes = _axes(4.8, 4.4)
    axes.plot([0, 1], [0, 1], "--", color=_GREY, lw=1)
    axes.plot([sure for sure, *_ in bins], [right for _, right, _ in bins], "o-", color=_BLUE)
    for sure, right, count in bins:
        axes.annotate(str(count), (sure, right), fontsize="x-small", xytext=(4, -9),
                      textcoords="offset points")  # fmt: skip
    axes.set_xlabel("confidence (number of turns at each point)")
    axes.set_ylabel("share right")
    return figure


def coverage_curve(points: Sequence[tuple[float, float]]) -> Any:
    """Plot the share right if only the most confident turns are answered."""
    figure, axes = _axes(5.6, 3.6)
    axes.plot([share for share, _ in points], [right for _, right in points], color=_BLUE)
    axes.set_xlabel("share of turns answered, most confident first")
    axes.set_ylabel("share right of those")
    axes.grid(alpha=0.3)
    return figure


def _axes(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=120)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
