from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="needs the 'bench' extra")

from voice_agent.core.errors import ConfigError
from voice_agent.improve.outcomes import Figures
from voice_agent.improve.plot import draw
from voice_agent.improve.thresholds import CrossValidation, Tuning
from voice_agent.playbook.policy import Costs


def figures(answered: float) -> Figures:
    return Figures(100, 500 * answered, answered, 0.9, 0.1, 0.1, 0.8 - answered, 3, 1)


def tuning() -> Tuning:
    thresholds = {"min_intent_confidence": 0.5}
    honest = CrossValidation(figures(0.5), 10.0, 2.0, 18.0, (thresholds, thresholds))
    return Tuning(
        turns=100,
        costs=Costs(),
        now=thresholds,
        best={"min_intent_confidence": 0.4},
        figures_now=figures(0.5),
        figures_best=figures(0.6),
        honest=honest,
        points=[(0.1 * n, figures(0.1 * n)) for n in range(1, 8)],
    )


def test_the_picture_is_written(tmp_path: Path) -> None:
    draw(tuning(), tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["no/curve.png", "curve.what"])
def test_a_picture_that_cannot_be_written_is_one_clear_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be drawn"):
        draw(tuning(), tmp_path / name)
