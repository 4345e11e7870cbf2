"""What a call costs, from samples."""

from __future__ import annotations

from itertools import pairwise

import pytest

from voice_agent.server.call_costs import CORES, LOOP, OVER_S, CallCosts, Sample


def samples(
    seconds: int, calls: int, rate: dict[str, float], busy: float = 0.0, since: Sample | None = None
) -> list[Sample]:
    """A sample each second; ``rate`` is the work of a second."""
    first = since or Sample(0.0, dict.fromkeys(rate, 0.0))
    return [
        Sample(
            first.at + n,
            {name: first.worked_s.get(name, 0.0) + n * one for name, one in rate.items()},
            first.busy_s + n * busy,
            calls,
        )
        for n in range(seconds + 1)
    ]


def learn(costs: CallCosts, found: list[Sample]) -> Sample:
    for before, after in pairwise(found):
        costs.learn(before, after)
    return found[-1]


def test_a_server_that_has_measured_nothing_expects_what_is_usual() -> None:
    costs = CallCosts()
    assert costs.of_call() == {CORES: pytest.approx(0.06), LOOP: pytest.approx(0.02)}
    learn(costs, samples(2, 1, {CORES: 0.5}))
    assert 0.06 < costs.of_call()[CORES] < 0.1, "two seconds of one call say little"


@pytest.mark.parametrize("calls", [4, 20])
def test_what_is_measured_counts_soon(calls: int) -> None:
    costs = CallCosts()
    learn(costs, samples(60, calls, {CORES: 0.03 * calls, "stt": 0.01 * calls}))
    of_call = costs.of_call()
    assert of_call[CORES] == pytest.approx(0.03, rel=0.45 if calls == 4 else 0.1)
    assert of_call["stt"] == pytest.approx(0.01, rel=0.45 if calls == 4 else 0.1)


def test_it_is_not_forgotten_while_nobody_calls_and_what_is_done_then_costs_no_caller() -> None:
    costs = CallCosts()
    last = learn(costs, samples(60, 10, {CORES: 0.3}))
    before = costs.of_call()
    learn(costs, samples(3600, 0, {CORES: 1.0}, since=last))
    assert costs.of_call() == before


def test_a_short_spike_changes_little_and_a_lasting_change_all() -> None:
    costs = CallCosts()
    last = learn(costs, samples(60, 20, {CORES: 0.6}))
    last = learn(costs, samples(3, 20, {CORES: 2.0}, since=last))
    assert costs.of_call()[CORES] < 0.04
    learn(costs, samples(round(4 * OVER_S), 20, {CORES: 2.0}, since=last))
    assert costs.of_call()[CORES] == pytest.approx(0.1, rel=0.05)


def test_others_are_what_the_machine_does_besides() -> None:
    costs = CallCosts()
    last = learn(costs, samples(60, 4, {CORES: 0.2}, busy=1.2))
    assert costs.others == pytest.approx(1.0)
    assert costs.cores_left(2, 2) == pytest.approx(1.0)
    learn(costs, samples(3, 4, {CORES: 0.2}, busy=2.0, since=last))
    assert costs.others < 1.1, "for 3 s"


@pytest.mark.parametrize(
    ("others", "usable", "whole", "left"),
    [(0.0, 2, 2, 2), (0.5, 2, 2, 1.5), (2.0, 2, 2, 1.0), (3.0, 2, 8, 2.0), (7.0, 2, 8, 1.0)],
)
def test_others_leave_half_to_who_wants_it(
    others: float, usable: float, whole: float, left: float
) -> None:
    assert CallCosts(others=others).cores_left(usable, whole) == left


def test_a_clock_that_stands_still_and_an_engine_that_is_new_cost_nothing() -> None:
    costs = CallCosts()
    one = Sample(5.0, {CORES: 1.0}, 0.0, 3)
    costs.learn(one, one)
    assert costs.call_s == 0
    costs.learn(one, Sample(6.0, {CORES: 1.0, "tts": 40.0}, 0.0, 3))
    assert costs.of_call()["tts"] < 0.02


def test_the_work_of_an_answer_is_that_of_the_engines() -> None:
    costs = CallCosts()
    assert costs.of_turn_s() == pytest.approx(0.2), "until there are answers"
    rate = {CORES: 0.5, LOOP: 0.2, "stt": 0.06, "tts": 0.04}
    found = samples(120, 10, rate)
    for before, after in pairwise(found):
        costs.turns += 1
        costs.learn(before, after)
    assert costs.of_turn_s() == pytest.approx(0.1, rel=0.3)
