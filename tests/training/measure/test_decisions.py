"""Decisions of a model, made up by hand, and what is looked at of them."""

from __future__ import annotations

import numpy as np
import pytest
from made_up import BLOCK, LABELS, OUT, PAY

from voice_agent.slm.decoding import intent_probabilities
from voice_agent.training.measure.decisions import Decisions


def decided(*rows: tuple[str, list[float]]) -> Decisions:
    table = intent_probabilities(np.array([row for _, row in rows]), LABELS.calibration)
    return Decisions.of(table, [(meant,) for meant, _ in rows], LABELS)


def test_what_is_refused_is_said_to_be_out_of_scope() -> None:
    made = decided(("pay", PAY), ("out_of_scope", OUT), ("pay", OUT))

    assert made.said == ["pay", "out_of_scope", "out_of_scope"]
    assert made.right.tolist() == [True, True, False]
    assert ((made.confidence > 0.9) & (made.confidence <= 1.0)).all()


def test_confusions_are_counted_and_the_most_frequent_first() -> None:
    made = decided(("pay", BLOCK), ("pay", BLOCK), ("block", OUT), ("pay", PAY))

    assert made.confused() == [("pay", "block", 2), ("block", "out_of_scope", 1)]
    assert made.confused(most=1) == [("pay", "block", 2)]


def sure(*confidence: float) -> Decisions:
    said = ["pay", "pay", "pay", "block"]
    return Decisions([("pay", "transfer")] * 4, said, np.array(confidence))


def test_a_bin_has_its_mean_confidence_and_its_share_right() -> None:
    low, high = sure(0.95, 0.96, 0.3, 0.31).reliability()

    assert low == (pytest.approx(0.305), 0.5, 2)
    assert high[1:] == (1.0, 2)


def test_coverage_begins_with_the_surest_and_ends_with_all() -> None:
    assert sure(0.95, 0.96, 0.3, 0.31).coverage() == [
        (0.25, 1.0), (0.5, 1.0), (0.75, pytest.approx(2 / 3)), (1.0, 0.75),
    ]  # fmt: skip
