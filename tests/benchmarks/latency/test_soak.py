from __future__ import annotations

from benchmarks.latency.soak import PARTS, Answered, Sample, faults, figures

LENGTH_S = 60.0 * PARTS
REST = Sample(0.0, 300.0, 20, 10, 5)


def samples(*rss_mb: float) -> list[Sample]:
    return [Sample(60.0 * n + 30, one, 30, 12, 40) for n, one in enumerate(rss_mb)]


def turns(*wait_ms: float | None) -> list[Answered]:
    return [Answered(60.0 * n + 30, one) for n, one in enumerate(wait_ms)]


FLAT = turns(*[200.0] * PARTS)


def test_a_server_that_stays_as_it_is() -> None:
    found = figures(FLAT, samples(300, 400, 401, 400, 402, 401), REST, REST, LENGTH_S)
    assert found["growth_percent"] == 0.25, "the first part is left out"
    assert [part["turns"] for part in found["parts"]] == [1] * PARTS
    assert faults(found, 2.0) == []
    assert faults(found, 0.1) == ["memory grew by 0.2 %, more than 0.1 %"]


def test_what_grows_is_named() -> None:
    left = Sample(0.0, 300.0, 22, 10, 6)
    waits = turns(900.0, 200.0, 200.0, None, 300.0, 400.0)
    found = figures(waits, samples(300, 400, 410, 420, 430, 440), REST, left, LENGTH_S)
    assert faults(found, 2.0) == [
        "memory grew by 10.0 %, more than 2 %",
        "1 tasks are left",
        "2 descriptors are left",
        "1 turns were not answered",
        "p95 rose from 200 to 400 ms",
    ]


def test_a_run_that_was_too_short_says_nothing_of_memory() -> None:
    found = figures([], samples(300), REST, REST, LENGTH_S)
    assert found["growth_percent"] is None
    assert faults(found, 2.0) == []
