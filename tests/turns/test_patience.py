import math

import pytest

from voice_agent.core.turn import Speech
from voice_agent.turns.decision import EndpointCosts, end_probability, wait_ms
from voice_agent.turns.patience import PATIENCE, PauseHabit, costs_of


def test_a_request_is_weighed_as_it_was_fitted() -> None:
    assert costs_of("request", 0.01) == EndpointCosts()
    assert costs_of("request", 0.02).cut_in == 0.02


@pytest.mark.parametrize("speech", ["story", "digits", "spelling"])
def test_what_has_longer_pauses_is_waited_for_longer(speech: Speech) -> None:
    unsure = (0.3, 0.3)
    assert wait_ms(*unsure, costs_of(speech, 0.01)) > wait_ms(*unsure, costs_of("request", 0.01))


@pytest.mark.parametrize("speech", PATIENCE)
def test_a_smaller_chance_of_cutting_in_is_more_patient_for_each(speech: Speech) -> None:
    assert costs_of(speech, 0.005).cut_in == pytest.approx(PATIENCE[speech].cut_in / 2)
    assert costs_of(speech, 0.9).cut_in == 0.5


def test_digits_that_are_missing_are_waited_for_two_seconds_however_they_sound() -> None:
    assert wait_ms(0.99, 0.005, costs_of("digits", 0.01)) > 2000
    assert wait_ms(0.3, 0.995, costs_of("digits", 0.01)) == EndpointCosts().at_least_ms


def test_one_caller_is_like_others_until_pauses_were_heard() -> None:
    assert PauseHabit().factor == 1.0
    assert PauseHabit().after(100.0, "request") == PauseHabit()


def test_long_pauses_make_patient_and_others_count_as_three() -> None:
    usual = PATIENCE["digits"].pause_ms
    habit = PauseHabit().after(2 * usual, "digits")
    assert habit.factor == pytest.approx(math.exp(math.log(2) / 4))
    patient, usual_costs = costs_of("story", 0.01, habit), PATIENCE["story"]
    assert patient.pause_ms == pytest.approx(usual_costs.pause_ms * habit.factor)
    assert patient.pause_spread_ms == pytest.approx(usual_costs.pause_spread_ms * habit.factor)


def test_a_pause_counts_from_150_ms_on() -> None:
    assert PauseHabit().after(149.9, "request") == PauseHabit()
    assert PauseHabit().after(150.0, "request").pauses == 1
    two = PauseHabit().after(456.0, "request").after(228.0, "request")
    assert (two.pauses, two.log_sum) == (2, pytest.approx(math.log(2)))


@pytest.mark.parametrize(
    ("speech", "sound", "sense", "end", "wait"),
    [
        ("story", 0.5, 0.5, 0.1203, 1455.4),
        ("story", 0.02, 0.9, 0.0901, 1494.3),
        ("story", 0.3, 0.15, 0.0368, 1608.9),
        ("story", 1.0, 0.995, 0.7592, 1067.0),
        ("digits", 0.5, 0.5, 0.5, 876.3),
        ("digits", 0.02, 0.9, 0.9745, 422.8),
        ("digits", 0.3, 0.15, 0.0246, 1282.3),
        ("spelling", 0.5, 0.5, 0.6581, 1007.9),
        ("spelling", 0.02, 0.9, 0.4666, 1149.5),
    ],
)
def test_what_the_fitted_weights_make_of_each_way_of_speaking(
    speech: Speech, sound: float, sense: float, end: float, wait: float
) -> None:
    costs = PATIENCE[speech]
    assert end_probability(sound, sense, costs) == pytest.approx(end, abs=5e-5)
    assert wait_ms(sound, sense, costs) == pytest.approx(wait, abs=0.05)


def test_a_habit_stays_within_bounds() -> None:
    long, short = PauseHabit(), PauseHabit()
    for _ in range(50):
        long = long.after(9000.0, "request")
        short = short.after(150.0, "story")
    assert (short.factor, long.factor) == (0.8, 1.6)
