from __future__ import annotations

import numpy as np
import pytest

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
