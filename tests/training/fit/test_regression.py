"""What calibration fits."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.training.fit.regression import best_temperature, fit_logistic


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
