from __future__ import annotations

import numpy as np
import pytest

from voice_agent.training.fit.regression import best_temperature, fit_logistic
from voice_agent.training.measure.metrics import auroc, calibration_error, span_f1


def test_auroc_counts_won_pairs_and_halves_ties() -> None:
    assert auroc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1.0
    assert auroc(np.array([0.0, 3.0]), np.array([1.0, 2.0])) == 0.5
    assert auroc(np.array([1.0]), np.array([1.0])) == 0.5
    assert auroc(np.array([1.0, 2.0]), np.array([1.0])) == 0.75


def test_calibration_error_is_the_gap_to_accuracy() -> None:
    confidence = np.full(10, 0.9)
    right = np.array([1.0] * 6 + [0.0] * 4)

    assert calibration_error(confidence, right) == pytest.approx(0.3)


def test_span_f1_wants_bounds_and_type() -> None:
    found = [{(0, 4, "a")}, {(0, 4, "a"), (5, 9, "b")}]
    wanted = [{(0, 4, "a")}, {(0, 4, "b"), (5, 9, "b")}]

    assert span_f1(found, wanted) == pytest.approx(2 / 3)
    assert span_f1([set()], [set()]) == 1.0


def test_temperature_recovers_how_much_too_sharp_logits_are() -> None:
    rng = np.random.default_rng(1)
    true = rng.normal(size=(4000, 4)) * 2
    shares = np.exp(true) / np.exp(true).sum(1, keepdims=True)
    target = np.array([rng.choice(4, p=row) for row in shares])

    assert best_temperature(true * 3, target) == pytest.approx(3.0, rel=0.12)
    assert best_temperature(np.zeros((0, 4)), np.zeros(0, dtype=np.int64)) == 1.0


def test_logistic_regression_recovers_its_weights() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(20000, 2)) * [1.0, 10.0]
    chance = 1 / (1 + np.exp(-(1.5 * x[:, 0] - 0.2 * x[:, 1] + 0.5)))
    y = (rng.random(len(x)) < chance).astype(float)

    slope, bias = fit_logistic(x, y, np.ones(len(x)))

    assert slope == pytest.approx([1.5, -0.2], rel=0.1)
    assert bias == pytest.approx(0.5, abs=0.1)
