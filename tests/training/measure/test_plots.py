from __future__ import annotations

import pytest

pytest.importorskip("matplotlib", reason="needs the 'bench' extra")

from voice_agent.training.measure.plots import confusions, coverage_curve, reliability_diagram


def test_pairs_are_named_as_meant_and_said_with_the_most_frequent_on_top() -> None:
    axes = confusions([("balance", "transfer", 9), ("fees", "advice", 2)]).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "balance → transfer",
        "fees → advice",
    ]
    assert [bar.get_width() for bar in axes.patches] == [9, 2]
    assert axes.yaxis_inverted()


def test_confidence_against_what_was_right() -> None:
    axes = reliability_diagram([(0.5, 0.4, 10), (0.9, 0.95, 30)]).axes[0]
    diagonal, found = axes.lines
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata()) == [0, 1]
    assert list(found.get_ydata()) == [0.4, 0.95]
    assert [text.get_text() for text in axes.texts] == ["10", "30"]


def test_share_right_of_the_most_confident() -> None:
    (line,) = coverage_curve([(0.5, 1.0), (1.0, 0.8)]).axes[0].lines
    assert (list(line.get_xdata()), list(line.get_ydata())) == ([0.5, 1.0], [1.0, 0.8])
