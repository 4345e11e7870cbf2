"""Multinomial logistic regression in numpy: what a vector of a sentence says about its class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_STEPS = 150
_DECAY = 2e-4


def fit_linear(
    vectors: Floats,
    labels: NDArray[np.intp],
    classes: int,
    *,
    steps: int = _STEPS,
    decay: float = _DECAY,
    even: float = 0.5,
) -> Floats:
    """Fit a ridge-penalised multinomial logistic regression by Nesterov's gradient.

    Args:
        vectors: ``[rows, size]``.
        labels: Class of each row.
        classes: The number of classes.
        steps: Steps of the gradient.
        decay: Weight of the penalty.
        even: How far classes count alike: 0, each row does; 1, each class does, however many rows
            it has. With 0.5, an intent with ten times the phrases, as out_of_scope often has,
            counts three times.

    Returns:
        Weights ``[size + 1, classes]``; the last row is the bias.
    """
    inputs = with_bias(vectors)
    target = np.eye(classes, dtype=np.float32)[labels]
    share = np.bincount(labels, minlength=classes)[labels] ** -even
    counts = (share / share.sum())[:, None]
    weighted = (inputs * counts).astype(np.float32)
    # The gradient's slope is at most half the largest eigenvalue of the inputs' second moment.
    # Stopped early, this is several times as fast as a library and as accurate.
    if len(inputs) < inputs.shape[1]:
        # Between the rows the moment is the smaller matrix, and its largest eigenvalue is the same.
        scaled = (inputs * np.sqrt(counts)).astype(np.float32)
        moment = scaled @ scaled.T
    else:
        moment = inputs.T @ weighted
    largest = float(np.linalg.eigvalsh(moment)[-1])
    step = np.float32(1.0 / (0.5 * largest + decay))
    weights = ahead = np.zeros((inputs.shape[1], classes), dtype=np.float32)
    for number in range(steps):
        error = shares(inputs @ ahead) - target
        moved = ahead - step * (weighted.T @ error + np.float32(decay) * ahead)
        ahead = moved + np.float32(number / (number + 3)) * (moved - weights)
        weights = moved
    return weights


def with_bias(vectors: Floats) -> Floats:
    """Return vectors with a last column of ones."""
    return np.hstack([vectors, np.ones((len(vectors), 1), dtype=np.float32)])


def shares(logits: Floats) -> Floats:
    """Return the probabilities of each row of logits."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found
