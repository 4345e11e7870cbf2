"""Plots of the benchmarks."""

from __future__ import annotations

import pytest

from benchmarks.report.plots import parts


def test_bars_of_a_waterfall_follow_one_another() -> None:
    stages = {"vad": {"p50": 200.0}, "turns": {"n": 0}, "stt": {"p50": 80.0}}
    assert parts(stages, "p50") == [
        ("vad", 200.0, 0.0),
        ("turns", 0.0, 200.0),
        ("stt", 80.0, 200.0),
    ]


def test_plots_are_drawn_into_the_page() -> None:
    pytest.importorskip("matplotlib")
    from benchmarks.report import plots
    from benchmarks.report.page import picture

    stages = {"vad": {"p50": 200.0, "p95": 220.0}, "stt": {"p50": 80.0, "p95": 120.0}}
    for figure in (
        plots.waterfall({"bank": stages}),
        plots.histogram({"a": [1.0, 2.0], "b": []}, "ms"),
        plots.curves({"a": [(0.0, 500.0), (5.0, 300.0)]}, "%", "ms"),
        plots.bars({"a": (1.0, 2.0)}, "ms"),
        plots.panels(
            {name: {"now": [(500.0, 0.0), (300.0, 5.0)]} for name in "abcd"},
            dict.fromkeys("abcd", (5.0, 300.0)),
            "ms",
            "%",
        ),
    ):
        assert picture(figure, "plot").startswith('<p><img alt="plot" src="data:image/svg+xml')


@pytest.mark.parametrize(("most", "scale"), [(500.0, "linear"), (5000.0, "log")])
def test_curves_far_apart_are_on_a_logarithmic_axis(most: float, scale: str) -> None:
    pytest.importorskip("matplotlib")
    from benchmarks.report import plots

    figure = plots.curves({"ours": [(1.0, 250.0)], "theirs": [(1.0, most)]}, "calls", "ms")
    assert figure.axes[0].get_yscale() == scale
