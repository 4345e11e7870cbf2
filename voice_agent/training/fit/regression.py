"""What calibration fits: temperatures and a logistic regression. Pure numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def best_temperature(logits: Floats, target: NDArray[np.int64]) -> float:
    """Temperature with the lowest negative log likelihood, by grid; 1 without rows."""
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
    """Weighted logistic regression by Newton's method with a light ridge: weights, bias."""
    mean, spread = features.mean(0), features.std(0) + 1e-9
    x = np.concatenate([(features - mean) / spread, np.ones((len(features), 1))], axis=1)
    beta = np.zeros(x.shape[1])
    ridge = np.diag([*([1e-3] * features.shape[1]), 1e-9]) * weights.sum()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weights * (p - target)) + ridge @ beta
        curve = weights * p * (1 - p)
        step = np.linalg.solve((x * curve[:, None]).T @ x + ridge, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    slope = beta[:-1] / spread
    return slope, float(beta[-1] - slope @ mean)
