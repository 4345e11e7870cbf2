"""Levels of load: who is measured when, what is said, and the row of each level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.latency.figures import summary
from benchmarks.latency.load import (
    HEAD,
    _runs,
    blocks,
    repeated,
    row,
    series,
    stagger_ms,
    turns_of,
)
from benchmarks.latency.playing import Calling, Played, Run
from benchmarks.latency.recordings import Label, Recording
from benchmarks.latency.scraped import Scraped

SAID = [Recording(name, np.zeros(160, np.int16), label=Label("order")) for name in ("a", "b")]
SERVERS: Any = {"bank": "ours", "pipecat:stock": "theirs", "old:bank": "older"}


def level(calls: int, v2v_ms: tuple[float | None, ...]) -> dict[str, Any]:
    run = Run(
        played=[Played(SAID[i].name, "call-1", ms, None) for i, ms in enumerate(v2v_ms)],
        call_s=60.0,
        cpu_s=3.0,
        wall_s=15.0,
        calls=calls,
        refused=2,
    )
    place = {"server": "bank", "line": "raw 16000 Hz", "calls_at_once": calls}
    lag = {"mean": 1.0, "p50": 1.0, "p95": 2.0, "p99": 9.0, "n": 7}
    return place | summary(run, SAID) | {"rss_mb": 1, "loop_lag_ms": lag, "queue_wait_ms": None}


def test_the_row_of_a_level_has_a_cell_for_every_heading() -> None:
    cells = dict(zip(HEAD, row(level(4, (200.0, None))), strict=True))
    assert (cells["calls"], cells["turns"], cells["p50"]) == (4, 2, 200.0)
    assert (cells["unanswered"], cells["refused"], cells["cut-ins"]) == (1, 2, 0)
    assert (cells["CPU s/call min"], cells["cores"]) == (3.0, 0.2)
    assert (cells["lag p99"], cells["queue p95"]) == (9.0, None)


def test_the_plot_has_a_point_for_each_level_that_was_answered() -> None:
    pytest.importorskip("matplotlib", reason="needs the 'bench' extra")
    found = [level(1, (100.0, 200.0)), level(8, (400.0, 400.0)), level(32, (None, None))]
    assert series(found)["bank, raw 16000 Hz, p50"] == [(1.0, 150.0), (8.0, 400.0)]
    page = "".join(blocks({"audio": "spoken", "levels": found}))
    assert page.count("<tr>") == 4
    assert "data:image/svg+xml" in page


def test_each_recording_that_is_said_again_has_a_name_of_its_own() -> None:
    names = [one.name for one in repeated(SAID, 5)]
    assert names == ["a", "b", "a#1", "b#1", "a#2"]


@pytest.mark.parametrize(("calls", "ms"), [(1, 1500.0), (4, 1500.0), (24, 250.0)])
def test_all_callers_are_soon_on_the_line(calls: int, ms: float) -> None:
    assert stagger_ms(calls) == ms


@pytest.mark.parametrize(("calls", "turns"), [(1, 12), (4, 8), (8, 5), (32, 5)])
def test_the_more_callers_the_fewer_turns_each_has(calls: int, turns: int) -> None:
    assert turns_of(calls) == turns


def test_other_servers_take_turns_up_to_their_most_calls() -> None:
    callings = [Calling(calls=n, carrier=c) for c in ("raw", "twilio") for n in (4, 16)]
    runs = _runs(callings, SERVERS, {"pipecat:stock": 8, "old:bank": 4})
    assert [(c.carrier, c.calls, name) for c, name, _ in runs] == [
        ("raw", 4, "bank"),
        ("raw", 4, "old:bank"),
        ("raw", 16, "bank"),
        ("twilio", 4, "bank"),
        ("twilio", 4, "pipecat:stock"),
        ("twilio", 4, "old:bank"),
        ("twilio", 16, "bank"),
    ]


def test_metrics_are_those_of_all_runs_of_a_server() -> None:
    run, more = Run(), Run(metrics=Scraped({("x_total", ()): 2.0}), refused=1, wall_s=2.0)
    run.add(more)
    run.add(more)
    assert (run.metrics.total("x_total"), run.refused, run.wall_s) == (4.0, 2, 4.0)
