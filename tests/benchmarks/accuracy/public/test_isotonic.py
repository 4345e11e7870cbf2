"""The table from a confidence to the share that is right at it."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.accuracy.public.isotonic import confidence_table
from benchmarks.accuracy.public.labels import MOST_KNOTS, PublicLabels
from voice_agent.training.measure.metrics import calibration_error


def test_an_overconfident_model_is_brought_down() -> None:
    rng = np.random.default_rng(3)
    seen, new = rng.uniform(0.2, 1.0, (2, 3000))
    hits, new_hits = rng.random((2, 3000)) < np.stack([seen, new]) ** 2
    knots = confidence_table(seen, hits)
    x, y = zip(*knots, strict=True)
    calibrated = np.interp(new, x, y)

    right = new_hits.astype(np.float64)
    assert calibration_error(calibrated, right) < 0.03 < 0.12 < calibration_error(new, right)
    assert len(knots) <= MOST_KNOTS
    assert PublicLabels("Set", ("out_of_scope",), (), confidence=knots).confidence == knots


def test_turns_keep_their_order_and_none_is_certain() -> None:
    confidence = np.linspace(0.3, 1.0, 400)
    right = confidence > 0.5
    x, y = zip(*confidence_table(confidence, right), strict=True)
    calibrated = np.interp(confidence, x, y)

    assert (np.diff(calibrated) > 0).all()
    assert (x[0], x[-1]) == (0.0, 1.0)
    assert 0.0 < calibrated[0] < 0.1
    assert 0.97 < calibrated[-1] < 1.0


def test_where_more_confidence_is_less_right_the_steps_are_pooled() -> None:
    low, high = np.full(100, 0.6), np.full(100, 0.9)
    hits = np.concatenate([np.arange(100) < 90, np.arange(100) < 70])
    x, y = zip(*confidence_table(np.concatenate([low, high]), hits), strict=True)

    assert np.interp([0.6, 0.9], x, y) == pytest.approx([0.8, 0.8], abs=0.005)


def test_rows_of_one_confidence_are_one_step() -> None:
    hits = np.arange(200) % 4 > 0
    for confidence in (np.full(200, 0.5), np.ones(200)):
        knots = confidence_table(confidence, hits)
        assert PublicLabels("Set", ("out_of_scope",), (), confidence=knots).confidence
        assert dict(knots)[1.0] == pytest.approx(0.75, abs=0.01)
