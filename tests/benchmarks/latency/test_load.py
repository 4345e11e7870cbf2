"""Levels of load: who is measured when, what is said, and the row of each level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.latency.figures import summary
from benchmarks.latency.load import Each, _runs, repeated, same, stagger_ms
from benchmarks.latency.load_report import HEAD, SAME_HEAD, blocks, row, same_row, series
from benchmarks.latency.playing import Calling, Played, Run, ServerTurn
from benchmarks.latency.recordings import Label, Recording
from benchmarks.latency.scraped import Scraped

SAID = [Recording(name, np.zeros(160, np.int16), label=Label("order")) for name in ("a", "b")]
SERVERS: Any = {"bank": "ours", "pipecat:stock": "theirs", "old:bank": "older"}


def turn(heard: str, intent: str) -> ServerTurn:
    return ServerTurn(1, 200.0, {}, heard, intent, "playbook", {})


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
    rest = {"rss_mb": 1, "loop_lag_ms": lag, "queue_wait_ms": None, "late_by_load": 1}
    return place | summary(run, SAID) | rest | {"same": same(run, SAID, {"a"})}


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
    assert page.count("<tr>") == 8
    assert "data:image/svg+xml" in page


def test_each_recording_that_is_said_again_has_a_name_of_its_own() -> None:
    names = [one.name for one in repeated(SAID, 5)]
    assert names == ["a", "b", "a#1", "b#1", "a#2"]


@pytest.mark.parametrize(("calls", "ms"), [(1, 1500.0), (4, 1500.0), (24, 250.0)])
def test_all_callers_are_soon_on_the_line(calls: int, ms: float) -> None:
    assert stagger_ms(calls) == ms


@pytest.mark.parametrize(("calls", "turns"), [(1, 12), (4, 8), (8, 5), (32, 5)])
def test_the_more_callers_the_fewer_turns_each_has(calls: int, turns: int) -> None:
    assert Each().of(calls, ours=True) == turns
    assert Each(7, 40).of(calls, ours=True) == 7


@pytest.mark.parametrize(("calls", "turns"), [(1, 40), (4, 10), (24, 5)])
def test_a_level_may_have_more_turns_and_other_servers_have_no_more(calls: int, turns: int) -> None:
    assert Each(level=40).of(calls, ours=True) == turns
    assert Each(level=40).of(calls, ours=False) == Each().of(calls, ours=False)


def test_what_the_first_level_said_is_compared_at_each_level() -> None:
    labelled = [
        Recording(name, np.zeros(1, np.int16), label=Label("order"), text=text)
        for name, text in (("a", "one two"), ("b", "three"), ("a#1", "one two"))
    ]
    heard = (
        Played("a", "1", 200.0, None, turns=(turn("one too", "order"),)),
        Played("b", "1", 200.0, 50.0, turns=(turn("tree", "greet"),)),
        Played("a#1", "2", 200.0, None, turns=(turn("none", "greet"),)),
    )
    found = same(Run(played=list(heard)), labelled, {"a", "b"})
    figures = level(24, (200.0,)) | {"same": found}
    cells = dict(zip(SAME_HEAD, same_row(figures), strict=True))
    assert (cells["turns"], cells["right"], cells["cut-ins"]) == (2, "1/2", 1)
    assert cells["word errors %"] == 66.7


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
