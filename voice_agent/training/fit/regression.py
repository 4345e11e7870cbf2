"""The fits of calibration: temperatures and a logistic regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_RIDGE = 1e-3
_MOST_STEPS = 100
_LENGTHS = tuple(0.5**halvings for halvings in range(12))
_SMALL = 1e-10


def best_temperature(logits: Floats, target: NDArray[np.int64]) -> float:
    """Return the temperature of the lowest negative log likelihood; 1 without rows."""
    if not len(target):
        return 1.0
    grid = np.geomspace(0.2, 5.0, 81)
    nll = []
    for temperature in grid:
        scaled = logits / temperature
        scaled = scaled - scaled.max(-1, keepdims=True)
        chosen = scaled[np.arange(len(target)), target]
        nll.append(float((np.log(np.exp(scaled).sum(-1)) - chosen).mean()))
    return float(grid[int(np.argmin(nll))])


def fit_logistic(features: Floats, target: Floats, weights: Floats) -> tuple[Floats, float]:
    """Fit a weighted logistic regression by Newton, with a light ridge on standardised features.

    Args:
        features: ``[rows, features]``.
        target: 0 or 1, ``[rows]``; both must occur.
        weights: ``[rows]``.

    Returns:
        Weights of the features before standardisation, and the bias.
    """
    mean, spread = features.mean(0), features.std(0) + 1e-9
    inputs = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
    ridge = np.full(inputs.shape[1], _RIDGE * weights.sum())
    ridge[-1] = 0.0  # the bias is free

    def loss(point: Floats) -> float:
        scores = inputs @ point
        errors = np.logaddexp(0.0, scores) - target * scores
        return float(weights @ errors + ridge @ point**2 / 2)

    found = np.zeros(inputs.shape[1])
    for _ in range(_MOST_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ found, -60.0, 60.0)))
        gradient = inputs.T @ (weights * (chance - target)) + ridge * found
        curvature = (inputs.T * (weights * chance * (1 - chance))) @ inputs + np.diag(ridge)
        step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        # Far from the minimum Newton's step can be too long.
        length = next((size for size in _LENGTHS if loss(found - size * step) <= loss(found)), None)
        if length is None:
            break
        found = found - length * step
        if float(np.abs(length * step).max()) < _SMALL:
            break
    slope = found[:-1] / spread
    return slope, float(found[-1] - slope @ mean)
