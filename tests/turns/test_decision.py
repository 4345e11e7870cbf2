import itertools
import math

import pytest

from voice_agent.turns.decision import EndpointCosts, end_probability, ended_ms, wait_ms
from voice_agent.turns.sense import ANSWERED

COSTS = EndpointCosts()
LEVELS = (0.0, 0.05, 0.3, 0.5, 0.7, 0.95, 1.0)


def test_an_answer_that_sounds_whole_is_hardly_waited_for() -> None:
    assert wait_ms(0.98, ANSWERED, COSTS) < 150
    assert wait_ms(1.0, 1.0, EndpointCosts(cut_in=0.2)) == 0.0


def test_words_that_lack_something_are_waited_for_however_they_sound() -> None:
    assert wait_ms(0.99, 0.1, COSTS) > 400
    assert wait_ms(0.05, 0.05, COSTS) > wait_ms(0.99, 0.05, COSTS)


@pytest.mark.parametrize("sound", LEVELS)
def test_more_sense_never_waits_longer(sound: float) -> None:
    waits = [wait_ms(sound, sense, COSTS) for sense in LEVELS]
    assert waits == sorted(waits, reverse=True)


@pytest.mark.parametrize("sense", LEVELS)
def test_more_sound_never_waits_longer(sense: float) -> None:
    waits = [wait_ms(sound, sense, COSTS) for sound in LEVELS]
    assert waits == sorted(waits, reverse=True)


def test_more_patience_never_waits_shorter() -> None:
    for sound, sense in itertools.product(LEVELS, LEVELS):
        waits = [wait_ms(sound, sense, EndpointCosts(cut_in=c)) for c in (0.2, 0.1, 0.02, 0.005)]
        assert waits == sorted(waits)


def test_nothing_known_is_between_the_extremes() -> None:
    assert wait_ms(1.0, 1.0, COSTS) <= wait_ms(None, None, COSTS) <= wait_ms(0.0, 0.0, COSTS)
    assert 0 < end_probability(None, None, COSTS) < 1


def test_at_the_wait_the_risk_is_what_was_accepted() -> None:
    sound, sense = 0.4, 0.2
    end = end_probability(sound, sense, COSTS)
    at = wait_ms(sound, sense, COSTS)
    still = 1 / (1 + math.exp((at - COSTS.pause_ms) / COSTS.pause_spread_ms))
    risk = (1 - end) * still / ((1 - end) * still + end)
    assert risk == pytest.approx(COSTS.cut_in)


def test_the_end_of_speech_is_where_the_level_fell_unless_the_vad_heard_more() -> None:
    assert ended_ms(90.0, 32.0) == 90.0
    assert ended_ms(20.0, 32.0) == 20.0
    assert ended_ms(300.0, 32.0) == 92.0
