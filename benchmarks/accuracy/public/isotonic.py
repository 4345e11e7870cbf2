"""From a confidence to the share that is right at it: isotonic regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import isotonic_regression

from benchmarks.accuracy.public.labels import MOST_KNOTS, Knots

Floats = NDArray[np.float64]
_FEWEST = 50  # rows of a step
_TRUST = 2.0  # rows that the confidence itself counts for
_SLOPE = 0.01
_DIGITS = 6
_APART = 1e-9  # what tells two steps apart


def confidence_table(confidence: Floats, right: NDArray[np.bool_]) -> Knots:
    """Fit a monotone table of the share right over the confidence.

    Isotonic regression (Zadrozny & Elkan 2002, "Transforming classifier scores into accurate
    multiclass probability estimates") by pool adjacent violators. Its smallest steps are joined
    until each has 50 rows and none is too many for ``PublicLabels.confidence``; each then leans a
    little towards the confidence itself, so that no step says 0 or 1 and turns of one step keep
    their order.

    Args:
        confidence: Probability of the best intent, ``[rows]``.
        right: Whether it is right.

    Returns:
        Knots ``(confidence, calibrated)``, both rising, the first ``(0, 0)``, the last at 1.
    """
    values, where = np.unique(np.round(confidence, _DIGITS), return_inverse=True)
    rows = np.bincount(where).astype(np.float64)
    hits = np.bincount(where, weights=right)
    pooled = isotonic_regression(hits / rows, sample_weight=rows)
    # Of each step: rows, rows right, sum of confidences, lowest and highest confidence.
    steps = [
        np.array(
            [rows[own].sum(), hits[own].sum(), (rows * values)[own].sum(), *values[own][[0, -1]]]
        )
        for own in np.split(np.arange(len(values)), np.flatnonzero(np.diff(pooled) > _APART) + 1)
    ]
    while len(steps) > (MOST_KNOTS - 1) // 2 or (len(steps) > 1 and _smallest(steps)[0] < _FEWEST):
        at = _smallest(steps)[1]
        last = len(steps) - 1
        _join(steps, at - 1 if at == last or (at and steps[at - 1][0] < steps[at + 1][0]) else at)
    x = np.array([edge for step in steps for edge in step[3:]])
    x[-1] = 1.0
    level = np.array([(s[1] + _TRUST * s[2] / s[0]) / (s[0] + _TRUST) for s in steps])
    y = (1 - _SLOPE) * np.maximum.accumulate(level).repeat(2) + _SLOPE * x
    # Below the lowest confidence seen, a lower confidence says less.
    x, y = np.concatenate([[0.0], x]), np.concatenate([[0.0], y])
    # A step of a single confidence has two equal edges.
    kept = np.concatenate([[True], np.diff(x) > 0.0])
    return tuple(
        (round(float(a), _DIGITS), round(float(b), _DIGITS))
        for a, b in zip(x[kept], y[kept], strict=True)
    )


def _smallest(steps: list[Floats]) -> tuple[float, int]:
    return min((float(step[0]), index) for index, step in enumerate(steps))


def _join(steps: list[Floats], at: int) -> None:
    low, high = steps[at], steps.pop(at + 1)
    steps[at] = np.array([*(low[:3] + high[:3]), low[3], high[4]])
