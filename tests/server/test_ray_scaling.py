"""How many replicas there are to be."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from voice_agent.server.ray_scaling import FULL, Scaling, fullness, wanted


@pytest.mark.parametrize(("calls", "room", "full"), [(0, 8, 0.0), (6, 2, 0.75), (3, 0, 1.0)])
def test_a_replica_is_full_when_it_would_take_no_more(calls: int, room: int, full: float) -> None:
    assert fullness(calls, room) == full


def test_a_replica_that_takes_nobody_is_full() -> None:
    assert fullness(0, 0) == 1.0


@pytest.mark.parametrize(
    ("by_calls", "full", "replicas"),
    [
        (0.4, [0.3], 1),
        (1.6, [0.5, 0.5], 2),
        (0.4, [0.9], 2),
        (0.8, [1.0, 1.0], 3),
        (2.0, [], 2),
    ],
)
def test_calls_or_what_they_cost_ask_for_another_one(
    by_calls: float, full: list[float], replicas: int
) -> None:
    assert math.ceil(wanted(by_calls, full, 0.7)) == replicas


@pytest.mark.parametrize(("metrics", "replicas"), [(None, 1.0), ({FULL: {"a": 0.7, "b": 1}}, 3.4)])
def test_the_policy_reads_what_ray_has_gathered(
    metrics: dict[str, dict[str, float]] | None, replicas: float
) -> None:
    context = SimpleNamespace(
        aggregated_metrics=metrics,
        total_num_requests=7.0,
        config=SimpleNamespace(target_ongoing_requests=7.0),
    )
    assert Scaling(0.5)(context) == (pytest.approx(replicas), {})
