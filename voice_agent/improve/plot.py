"""The plot of a tuning (extra ``bench``)."""

from __future__ import annotations

from pathlib import Path

from voice_agent.core.errors import ConfigError
from voice_agent.improve.thresholds import Tuning

_PRESENT, _BEST, _LINE = "#cf222e", "#2da44e", "#1f6feb"


def draw(found: Tuning, path: Path) -> None:
    """Plot accuracy against coverage, and cost against the intent's confidence threshold.

    Raises:
        ConfigError: The plot cannot be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), dpi=120)
    left, right = figure.subplots(1, 2)
    figures = [figure_ for _, figure_ in found.points]
    left.plot([100 * f.answered for f in figures], [100 * f.accuracy for f in figures], color=_LINE)
    marks = ((found.figures_now, _PRESENT, "now"), (found.figures_best, _BEST, "best"))
    for mark, colour, label in marks:
        left.scatter(100 * mark.answered, 100 * mark.accuracy, color=colour, label=label, zorder=3)
    left.set_xlabel("answered without LLM or person, % of the turns")
    left.set_ylabel("of these right, %")
    left.set_title(f"accuracy and coverage, {found.turns} turns")
    right.plot(
        [value for value, _ in found.points], [f.cost_per_1000 for f in figures], color=_LINE
    )
    name = "min_intent_confidence"
    right.axvline(found.now[name], color=_PRESENT, linestyle=":", label="now")
    right.axvline(found.best[name], color=_BEST, linestyle="--", label="best")
    right.set_xlabel(name)
    right.set_ylabel("cost per 1000 turns")
    right.set_title("cost, the other thresholds at their best")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    figure.tight_layout()
    try:
        figure.savefig(path)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be drawn: {error}") from None
