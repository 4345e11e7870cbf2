"""Metrics in pure numpy: ``eval`` needs them, and no extra."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 15


def auroc(positive: Floats, negative: Floats) -> float:
    """Return the chance that a random positive scores above a negative (ties count half)."""
    both = np.concatenate([positive, negative])
    order = both.argsort(kind="stable")
    ranks = np.empty(len(both))
    ranks[order] = np.arange(1, len(both) + 1)
    for value in np.unique(both[_repeated(both)]):
        same = both == value
        ranks[same] = ranks[same].mean()
    wins = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(wins / (len(positive) * len(negative)))


def _repeated(values: Floats) -> NDArray[np.bool_]:
    _, index, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(counts[index] > 1)


def reliability(
    confidence: Floats, right: NDArray[Any], bins: int = BINS
) -> list[tuple[float, float, int]]:
    """Return mean confidence, share right and turns of each equal-width bin with turns."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        (
            float(confidence[which == index].mean()),
            float(right[which == index].mean()),
            int((which == index).sum()),
        )
        for index in range(bins)
        if (which == index).any()
    ]


def calibration_error(confidence: Floats, right: NDArray[Any], bins: int = BINS) -> float:
    """Return the expected calibration error: weighted |confidence - accuracy| over the bins."""
    return sum(
        count / len(confidence) * abs(sure - share)
        for sure, share, count in reliability(confidence, right, bins)
    )


def span_f1(found: Sequence[Collection[Hashable]], wanted: Sequence[Collection[Hashable]]) -> float:
    """Return micro F1 over the entities of each turn, equal ones counted as found (CoNLL)."""
    hits = sum(len(set(f) & set(w)) for f, w in zip(found, wanted, strict=True))
    total = sum(map(len, found)) + sum(map(len, wanted))
    return 2 * hits / total if total else 1.0
