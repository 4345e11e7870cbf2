"""Metrics of a stretch of time."""

from __future__ import annotations

import pytest

from benchmarks.latency.scraped import Scraped, quantile

BEFORE = """# TYPE lag_seconds histogram
lag_seconds_bucket{le="0.001"} 10
lag_seconds_bucket{le="0.01"} 10
lag_seconds_bucket{le="+Inf"} 10
lag_seconds_sum 0.005
lag_seconds_count 10
# TYPE refused counter
refused_total{reason="busy"} 1
"""
AFTER = """# TYPE lag_seconds histogram
lag_seconds_bucket{le="0.001"} 60
lag_seconds_bucket{le="0.01"} 108
lag_seconds_bucket{le="+Inf"} 110
lag_seconds_sum 0.205
lag_seconds_count 110
# TYPE refused counter
refused_total{reason="busy"} 3
refused_total{reason="stopping"} 2
"""


def test_only_what_was_added_counts() -> None:
    gained = Scraped.parse(AFTER).since(Scraped.parse(BEFORE))
    assert gained.total("refused_total") == 4
    lag = gained.histogram("lag_seconds", 1000.0)
    assert lag == {"mean": 2.0, "p50": 1.0, "p95": 9.44, "p99": 10.0, "n": 100.0}
    assert gained.histogram("nothing") is None
    twice = gained.plus(gained)
    assert twice.total("refused_total") == 8
    assert Scraped().plus(gained) == gained


def test_the_labels_of_a_histogram_are_added_up() -> None:
    text = "# TYPE wait histogram\n"
    for kind, most in (("a", 2), ("b", 4)):
        text += f'wait_bucket{{kind="{kind}",le="1.0"}} {most}\n'
        text += f'wait_bucket{{kind="{kind}",le="+Inf"}} {most}\n'
        text += f'wait_sum{{kind="{kind}"}} {most}\nwait_count{{kind="{kind}"}} {most}\n'
    found = Scraped.parse(text).histogram("wait")
    assert found is not None
    assert (found["n"], found["mean"], found["p50"]) == (6.0, 1.0, 0.5)


@pytest.mark.parametrize(("part", "value"), [(0.5, 5.0), (0.95, 9.5), (1.0, 10.0)])
def test_quantiles_are_interpolated(part: float, value: float) -> None:
    assert quantile({10.0: 100, 20.0: 100, float("inf"): 100}, 100, part) == value


def test_what_is_above_all_buckets_counts_as_the_last() -> None:
    assert quantile({10.0: 1, float("inf"): 10}, 10, 0.9) == 10.0
