"""What calibration fits: temperatures and a logistic regression (extra ``train``)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_RIDGE = 1e-3


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
    """Fit a weighted logistic regression with a light ridge on standardised features.

    Args:
        features: ``[rows, features]``.
        target: 0 or 1, ``[rows]``; both must occur.
        weights: ``[rows]``.

    Returns:
        Weights of the features before standardisation, and the bias.
    """
    from sklearn.linear_model import LogisticRegression

    mean, spread = features.mean(0), features.std(0) + 1e-9
    model = LogisticRegression(
        C=1.0 / (_RIDGE * weights.sum()), solver="newton-cholesky", tol=1e-10
    )
    model.fit((features - mean) / spread, target, sample_weight=weights)
    slope = model.coef_[0] / spread
    return slope, float(model.intercept_[0] - slope @ mean)
