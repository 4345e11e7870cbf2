"""Multinomial logistic regression."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.slm.linear import fit_linear, shares, with_bias


def points(count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, count)
    centres = rng.normal(size=(3, 8)) * 2
    return (centres[labels] + rng.normal(size=(count, 8))).astype(np.float32), labels


def test_separable_classes_are_told_apart() -> None:
    vectors, labels = points(600)
    weights = fit_linear(vectors[:400], labels[:400], 3)
    right = (with_bias(vectors[400:]) @ weights).argmax(axis=1) == labels[400:]
    assert right.mean() > 0.9


def test_a_larger_penalty_gives_smaller_weights() -> None:
    vectors, labels = points(300)
    sizes = [np.abs(fit_linear(vectors, labels, 3, decay=decay)).sum() for decay in (1e-4, 1.0)]
    assert sizes[1] < sizes[0]


def test_shares_add_up_to_one() -> None:
    made = shares(np.array([[1000.0, 0.0], [0.0, 0.0]], dtype=np.float32))
    assert made.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert made[1] == pytest.approx([0.5, 0.5])


def test_columns_that_say_nothing_change_nothing_even_if_they_outnumber_the_rows() -> None:
    vectors, labels = points(60)
    narrow = fit_linear(vectors, labels, 3)
    wide = fit_linear(np.pad(vectors, ((0, 0), (0, 100))), labels, 3)
    assert wide[[*range(8), -1]] == pytest.approx(narrow, abs=1e-3)
    assert not wide[8:-1].any()
