"""Too many calls, and too few to refuse any, on a machine in virtual time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from queueing import Machine

from voice_agent.server.call_costs import CORES

MOST_LATE = 0.02
LENGTH_S = 120.0
SEEDS = (0, 1, 2)
CAPACITY = 48
"""Calls that the fast machine carries for certain."""


def one_gone(now: float) -> float:
    """A program that uses a core all the time."""
    return 1.0


@pytest.mark.parametrize(
    ("slow", "others", "least"),
    [(1.0, None, CAPACITY), (1.3, None, 28), (1.5, None, 18), (1.0, one_gone, 24)],
    ids=["fast", "slow", "slower", "one core gone"],
)
def test_however_many_call_those_inside_are_answered_in_time(
    slow: float, others: Callable[[float], float] | None, least: int
) -> None:
    late, calls = [], []
    for seed in SEEDS:
        machine = Machine(seed, slow=slow, others=others or (lambda now: 0.0))
        machine.run(300, every_s=1.0, length_s=LENGTH_S)
        assert len(machine.refused) > 80
        late.append(machine.late(since=30))
        calls.append(len(machine.calls))
    assert sum(late) / len(SEEDS) <= MOST_LATE
    assert min(calls) >= least, "no more are refused than have to be"


def test_without_it_the_same_calls_wait_far_too_long() -> None:
    machine = Machine(0, predict=False)
    machine.run(300, every_s=1.0, length_s=LENGTH_S)
    assert machine.late(since=30) > 5 * MOST_LATE
    assert machine.late(since=200) > 10 * MOST_LATE


@pytest.mark.parametrize(
    ("every_s", "lasting_s", "threads"),
    [(60, 0.0, 0), (40, 2.0, 4), (60, 5.0, 6), (60, 20.0, 2)],
    ids=["calm", "2 s", "5 s", "20 s"],
)
@pytest.mark.parametrize(("slow", "calls"), [(1.0, CAPACITY / 3), (1.3, 28 / 3)])
def test_at_a_third_nobody_is_refused_whatever_others_do_for_a_moment(
    slow: float, calls: float, every_s: float, lasting_s: float, threads: int
) -> None:
    for seed in SEEDS:
        machine = Machine(
            seed, slow=slow, others=lambda now: threads * float(now % every_s < lasting_s)
        )
        machine.run(300, every_s=LENGTH_S / calls, length_s=LENGTH_S)
        assert len(machine.answers) > 100
        assert machine.refused == []


@pytest.mark.parametrize("threads", [1, 2])
def test_a_third_call_is_taken_whatever_others_do_all_the_time(threads: int) -> None:
    machine = Machine(5, others=lambda now: float(threads))
    for _ in range(10):
        assert machine.ring(1e9)
        machine.run(15)


def test_many_that_come_at_once_to_a_cold_machine_are_limited_by_what_is_usual() -> None:
    machine = Machine(1)
    taken = sum(machine.ring(60.0) for _ in range(100))
    assert CAPACITY / 3 < taken < CAPACITY
    machine.run(60)
    assert machine.late() <= MOST_LATE


def test_calls_are_taken_again_once_the_others_have_gone() -> None:
    machine = Machine(2, others=lambda now: 1.0 * (now < 150))
    machine.run(150, every_s=1.0, length_s=LENGTH_S)
    with_less = len(machine.calls)
    machine.run(150, every_s=1.0, length_s=LENGTH_S)
    assert len(machine.calls) > 1.3 * with_less


def test_costs_are_those_of_the_model() -> None:
    machine = Machine(3, predict=False)
    for _ in range(20):
        machine.ring(1e9)
    machine.run(200)
    assert machine.meter.costs.of_call()[CORES] == pytest.approx(0.026, rel=0.2)
