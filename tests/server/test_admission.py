"""Whether another call is taken."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from voice_agent.server.admission import LEAST_TURNS, Intake, Load, Prediction, decide, predict

BUSY = Load(calls=8, use={"stt": 0.6, "event loop": 0.4}, turns=50, p95_ms=400, wait_ms=60)
LIMIT_MS = 600.0


def test_an_idle_server_expects_nothing() -> None:
    assert predict(Load(), 1) == Prediction()
    assert predict(Load(calls=2.0), 3) == Prediction()


def test_the_scarcest_resource_counts() -> None:
    found = predict(BUSY, 9)
    assert (found.resource, found.use) == ("stt", pytest.approx(0.675))


def test_waiting_grows_with_the_use_and_the_rest_of_a_turn_does_not() -> None:
    assert predict(BUSY, 8).p95_ms == pytest.approx(400)
    # 0.675 / 0.325 over 0.6 / 0.4 of 60 ms, after 340 ms of work.
    assert predict(BUSY, 9).p95_ms == pytest.approx(340 + 60 * (0.675 / 0.325) / 1.5)
    expected = [predict(BUSY, calls).p95_ms for calls in range(8, 13)]
    assert expected == sorted(expected)


def test_a_resource_that_does_not_suffice_has_no_end_to_its_queue() -> None:
    assert math.isinf(predict(BUSY, 14).p95_ms)
    assert math.isinf(predict(replace(BUSY, use={"stt": 1.2}), 9).p95_ms)


def test_calls_that_came_together_count_before_they_cost_anything() -> None:
    young = replace(BUSY, calls=2.0, use={"stt": 0.2})
    assert predict(young, 8).use == pytest.approx(0.8)


def test_a_p95_of_few_turns_says_nothing() -> None:
    few = replace(BUSY, turns=LEAST_TURNS - 1, p95_ms=5000)
    assert predict(few, 9).p95_ms == 0.0
    assert predict(few, 9).use == pytest.approx(0.675)


@pytest.mark.parametrize(
    ("p95_ms", "use", "answer"),
    [
        (400, 0.7, Intake.TAKEN),
        (460, 0.7, Intake.LEAN),
        (400, 0.85, Intake.LEAN),
        (610, 0.7, Intake.REFUSED),
        (400, 0.95, Intake.REFUSED),
        (math.inf, 1.2, Intake.REFUSED),
        (5000, 0.3, Intake.TAKEN),
    ],
)
def test_the_three_answers(p95_ms: float, use: float, answer: Intake) -> None:
    expected = Prediction(p95_ms, use, "stt")
    assert decide(Intake.TAKEN, expected, LIMIT_MS, 0.75) is answer


def test_an_answer_is_left_with_some_distance_only() -> None:
    def answers(before: Intake, *p95_ms: float) -> list[Intake]:
        found = []
        for ms in p95_ms:
            before = decide(before, Prediction(ms, 0.6, "stt"), LIMIT_MS, 0.75)
            found.append(before)
        return found

    up = answers(Intake.TAKEN, 440, 455, 590, 605)
    assert up == [Intake.TAKEN, Intake.LEAN, Intake.LEAN, Intake.REFUSED]
    down = answers(Intake.REFUSED, 590, 545, 535, 410, 400)
    assert down == [Intake.REFUSED, Intake.REFUSED, Intake.LEAN, Intake.LEAN, Intake.TAKEN]
