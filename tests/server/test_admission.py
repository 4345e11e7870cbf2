"""Whether another call is taken."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from voice_agent.server.admission import (
    LEAST_MOMENTS,
    LIGHT_USE,
    MOMENT_S,
    Intake,
    Load,
    Prediction,
    Turn,
    decide,
    late_by_load,
    predict,
    share_in_time,
    stretch,
)
from voice_agent.server.call_costs import CORES, LOOP

LIMIT_MS = 600.0
COST = {CORES: 0.05, LOOP: 0.02, "stt": 0.06}


def turns(*ms: tuple[float, float, float], calls: int = 8) -> tuple[Turn, ...]:
    """Turns of (still, work, wait), each in a moment of its own."""
    return tuple(Turn(MOMENT_S * n, calls, *one) for n, one in enumerate(ms))


CALM = (150.0, 200.0, 40.0)
BUSY = Load(COST, 2.0, turns(*[CALM] * 20))


def p95(load: Load, calls: int) -> float:
    return predict(load, calls, LIMIT_MS).p95_ms


def test_a_server_that_knows_nothing_expects_nothing() -> None:
    assert predict(Load(), 1, LIMIT_MS) == Prediction()


def test_the_scarcest_resource_counts() -> None:
    assert predict(BUSY, 9, LIMIT_MS).resource == "stt"
    assert predict(BUSY, 9, LIMIT_MS).use == pytest.approx(0.54)
    less = replace(BUSY, cores=0.5)
    assert (predict(less, 5, LIMIT_MS).resource, predict(less, 5, LIMIT_MS).use) == (CORES, 0.5)


def test_as_many_calls_take_as_long() -> None:
    assert p95(BUSY, 8) == pytest.approx(390)


def test_waiting_and_work_grow_with_the_calls_and_silence_does_not() -> None:
    # Waiting as u / (1 - u) of the recogniser, work as 1 / (1 - u^2) of two cores.
    waited = 40 * (0.72 / 0.28) / (0.48 / 0.52)
    worked = 200 * (1 - 0.2**2) / (1 - 0.3**2)
    assert p95(BUSY, 12) == pytest.approx(150 + worked + waited)
    expected = [p95(BUSY, calls) for calls in range(8, 17)]
    assert expected == sorted(expected)


def test_work_takes_longer_on_the_cores_that_others_leave() -> None:
    assert float(stretch(replace(BUSY, cores=1.0), 12)) > float(stretch(BUSY, 12)) > 1
    assert p95(replace(BUSY, cores=0.9), 14) > p95(BUSY, 14)


def test_a_turn_of_a_busier_time_is_taken_for_the_calls_there_are_now() -> None:
    met = replace(BUSY, turns=turns(*[(150.0, 200.0, 300.0)] * 20, calls=14))
    assert p95(met, 14) == pytest.approx(650)
    assert p95(met, 8) < 450


def test_a_resource_that_does_not_suffice_has_no_end_to_its_queue() -> None:
    assert math.isinf(p95(BUSY, 17))


@pytest.mark.parametrize("count", [8, 20, 60])
def test_one_late_turn_says_nothing_and_many_do(count: int) -> None:
    late = (150.0, 200.0, 900.0)
    once = replace(BUSY, turns=turns(*[CALM] * (count - 1), late))
    assert p95(once, 9) < LIMIT_MS
    often = replace(BUSY, turns=turns(*[CALM] * (3 * count // 4), *[late] * (count // 4)))
    assert p95(often, 9) > LIMIT_MS


def test_turns_of_one_moment_have_one_cause() -> None:
    apart = turns(*[CALM] * 20)
    together = tuple(replace(one, at=one.at // 5) for one in apart)
    assert (share_in_time(together) or 0) < (share_in_time(apart) or 0) < 0.98
    assert share_in_time(apart[: LEAST_MOMENTS - 1]) is None
    assert share_in_time(()) is None
    few = replace(BUSY, turns=turns(*[(150.0, 200.0, 5000.0)] * (LEAST_MOMENTS - 1)))
    assert (p95(few, 9), predict(few, 9, LIMIT_MS).use) == (0.0, pytest.approx(0.54))


def test_turns_that_are_slow_by_themselves_close_no_door() -> None:
    slow = (500.0, 1500.0, 10.0)
    assert p95(replace(BUSY, turns=turns(*[CALM] * 10, *[slow] * 10)), 9) < LIMIT_MS
    assert p95(replace(BUSY, turns=turns(*[slow] * 20)), 9) == 0.0


@pytest.mark.parametrize(
    ("turn", "late"),
    [
        ((150.0, 200.0, 300.0), True),
        ((150.0, 200.0, 100.0), False),
        ((650.0, 200.0, 300.0), False),
        ((100.0, 505.0, 0.0), True),
    ],
)
def test_an_answer_is_late_by_the_load_or_by_itself(
    turn: tuple[float, float, float], late: bool
) -> None:
    (one,) = turns(turn, calls=14)
    assert late_by_load(BUSY, one, LIMIT_MS) is late


@pytest.mark.parametrize(
    ("p95_ms", "use", "answer"),
    [
        (400, 0.6, Intake.TAKEN),
        (460, 0.6, Intake.LEAN),
        (400, 0.75, Intake.LEAN),
        (610, 0.6, Intake.REFUSED),
        (400, 0.85, Intake.REFUSED),
        (math.inf, 1.2, Intake.REFUSED),
        (5000, LIGHT_USE - 0.01, Intake.TAKEN),
    ],
)
def test_the_three_answers(p95_ms: float, use: float, answer: Intake) -> None:
    expected = Prediction(p95_ms, use, "stt")
    assert decide(Intake.TAKEN, expected, LIMIT_MS, 0.75) is answer


def test_an_answer_is_left_with_some_distance_only() -> None:
    def answers(before: Intake, *p95_ms: float) -> list[Intake]:
        found = []
        for ms in p95_ms:
            before = decide(before, Prediction(ms, 0.5, "stt"), LIMIT_MS, 0.75)
            found.append(before)
        return found

    up = answers(Intake.TAKEN, 440, 455, 590, 605)
    assert up == [Intake.TAKEN, Intake.LEAN, Intake.LEAN, Intake.REFUSED]
    down = answers(Intake.REFUSED, 590, 545, 535, 410, 400)
    assert down == [Intake.REFUSED, Intake.REFUSED, Intake.LEAN, Intake.LEAN, Intake.TAKEN]
