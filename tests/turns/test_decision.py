import itertools
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from voice_agent.dialogue.completeness import ANSWERED
from voice_agent.turns.decision import (
    EndpointCosts,
    end_probability,
    log_odds,
    may_listen_along,
    silence_ms,
    sound_odds,
    wait_ms,
)

COSTS = EndpointCosts()
LEVELS = (0.0, 0.05, 0.3, 0.5, 0.7, 0.95, 1.0)


def test_an_answer_that_sounds_whole_is_waited_for_no_longer_than_anything() -> None:
    assert wait_ms(0.98, ANSWERED, COSTS) == COSTS.at_least_ms
    assert wait_ms(1.0, 1.0, EndpointCosts(cut_in=0.2, at_least_ms=0.0)) == 0.0


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


def test_a_breath_that_surely_sounds_like_an_end_is_no_surer_than_one_that_probably_does() -> None:
    assert wait_ms(0.99, 0.4, COSTS) == wait_ms(0.8, 0.4, COSTS) > wait_ms(0.99, 0.98, COSTS)
    assert wait_ms(0.01, 0.4, COSTS) == wait_ms(0.04, 0.4, COSTS) > wait_ms(0.3, 0.4, COSTS)


def test_nothing_known_is_between_the_extremes() -> None:
    assert wait_ms(1.0, 1.0, COSTS) <= wait_ms(None, None, COSTS) <= wait_ms(0.0, 0.0, COSTS)
    assert 0 < end_probability(None, None, COSTS) < 1


def test_at_the_wait_the_risk_is_what_was_accepted() -> None:
    sound, sense = 0.4, 0.2
    assert wait_ms(sound, sense, COSTS) > COSTS.at_least_ms
    end = end_probability(sound, sense, COSTS)
    at = wait_ms(sound, sense, COSTS)
    still = 1 / (1 + math.exp((at - COSTS.pause_ms) / COSTS.pause_spread_ms))
    risk = (1 - end) * still / ((1 - end) * still + end)
    assert risk == pytest.approx(COSTS.cut_in)


@pytest.mark.parametrize(
    ("sound", "sense", "end", "wait"),
    [
        (None, None, 0.6581, 424.0),
        (None, 0.3, 0.5165, 453.9),
        (None, 0.995, 0.9871, 200.0),
        (0.02, None, 0.1596, 540.7),
        (0.05, 0.005, 0.0050, 722.6),
        (0.2, 0.9, 0.7525, 400.6),
        (0.5, 0.15, 0.3657, 485.0),
        (0.7, 0.3, 0.6727, 420.7),
        (1.0, 0.5, 0.8064, 384.3),
        (1.0, 0.9, 0.9505, 299.3),
    ],
)
def test_what_the_fitted_weights_make_of_sound_and_sense(
    sound: float | None, sense: float | None, end: float, wait: float
) -> None:
    assert end_probability(sound, sense, COSTS) == pytest.approx(end, abs=5e-5)
    assert wait_ms(sound, sense, COSTS) == pytest.approx(wait, abs=0.05)


def test_no_answer_comes_sooner_than_the_least_silence() -> None:
    assert wait_ms(1.0, 1.0, EndpointCosts()) == 200.0
    assert wait_ms(1.0, 1.0, EndpointCosts(at_least_ms=150.0)) == 150.0
    # The chance of a breath is just what is accepted, and no silence would make it smaller.
    sure = EndpointCosts(cut_in=0.5, prior=0.0, at_least_ms=0.0, pause_spread_ms=1000.0)
    assert wait_ms(None, None, sure) == 0.0
    nearly = EndpointCosts(cut_in=0.475, prior=0.0, at_least_ms=0.0, pause_spread_ms=1000.0)
    assert wait_ms(None, None, nearly) == pytest.approx(0.0)
    less = EndpointCosts(cut_in=0.475, prior=0.0, at_least_ms=0.0)
    assert wait_ms(None, None, less) == pytest.approx(116.0, abs=1.0)


def test_probabilities_are_kept_away_from_certainty() -> None:
    assert log_odds(0.5) == 0.0
    assert log_odds(0.0) == log_odds(0.001) == pytest.approx(-log_odds(0.999))
    assert log_odds(1.0) == log_odds(0.999)
    assert log_odds(0.001) == pytest.approx(-6.907, abs=0.001)
    assert log_odds(0.002) > log_odds(0.001)


def test_the_sound_counts_within_its_bounds() -> None:
    assert sound_odds(0.0) == -3.0
    assert sound_odds(1.0) == 1.0
    assert sound_odds(0.6) == log_odds(0.6)


RATE_HZ = 16000


def spoken(*parts: tuple[float, float]) -> NDArray[np.int16]:
    """Noise of each level (an amplitude) for so many ms, behind one another."""
    noise = np.random.default_rng(1)
    return np.concatenate([
        noise.normal(0, level, round(RATE_HZ * ms / 1000)).astype(np.int16) for level, ms in parts
    ])  # fmt: skip


@pytest.mark.parametrize(("quiet_ms", "unvoiced_ms"), [(90, 32), (20, 32)])
def test_speech_ended_where_its_level_fell(quiet_ms: float, unvoiced_ms: float) -> None:
    turn = spoken((3000, 900), (10, quiet_ms))
    assert silence_ms(turn, RATE_HZ, unvoiced_ms) == pytest.approx(quiet_ms, abs=10)


def test_what_only_the_vad_hears_is_speech_too() -> None:
    assert silence_ms(spoken((3000, 900), (10, 300)), RATE_HZ, 32.0) == 92.0


def test_a_soft_last_syllable_lasts_on_but_a_loud_room_does_not() -> None:
    soft = spoken((3000, 900), (700, 100), (10, 60))
    assert silence_ms(soft, RATE_HZ, 160.0) == pytest.approx(60, abs=10)
    assert silence_ms(spoken((3000, 900), (700, 600)), RATE_HZ, 600.0) == 450.0


def test_a_last_consonant_is_released_behind_a_gap() -> None:
    """ "Mil-k": no voice for 0.25 s, and yet the word has just ended."""
    released = spoken((3000, 900), (10, 180), (700, 60), (10, 10))
    assert silence_ms(released, RATE_HZ, 250.0) == pytest.approx(10, abs=10)
    assert silence_ms(spoken((3000, 900), (700, 250)), RATE_HZ, 250.0) == 100.0


def test_a_room_with_gaps_is_waited_for_no_longer_than_0_3_s() -> None:
    room = [(700, 60), (10, 180)] * 4
    assert silence_ms(spoken((3000, 900), *room, (700, 60)), RATE_HZ, 1020.0) == 720.0


def test_of_a_long_turn_the_end_is_looked_at() -> None:
    turn = spoken((20000, 2000), (10, 8000), (1000, 900), (10, 60))
    assert silence_ms(turn, RATE_HZ, 32.0) == pytest.approx(60, abs=10)


def test_no_partial_is_begun_where_the_sound_fades() -> None:
    speaking, fading = spoken((3000, 900)), spoken((3000, 900), (10, 50))
    assert may_listen_along(speaking, RATE_HZ, overdue=0)
    assert not may_listen_along(fading, RATE_HZ, overdue=0)
    assert may_listen_along(fading, RATE_HZ, overdue=RATE_HZ // 2)


@pytest.mark.parametrize(("faded_ms", "waits"), [(20, False), (30, True)])
def test_20_ms_of_silence_are_no_fading_yet(faded_ms: float, waits: bool) -> None:
    turn = spoken((3000, 900), (10, faded_ms))
    assert may_listen_along(turn, RATE_HZ, overdue=0) is not waits


@pytest.mark.parametrize(("overdue_ms", "waits"), [(299.9, True), (300, False)])
def test_a_partial_waits_0_3_s_at_most(overdue_ms: float, waits: bool) -> None:
    turn = spoken((3000, 900), (10, 50))
    assert may_listen_along(turn, RATE_HZ, overdue=int(RATE_HZ * overdue_ms / 1000)) is not waits


@pytest.mark.parametrize(
    ("quiet_ms", "unvoiced_ms", "silence"),
    [
        (240, 40, 240),  # The VAD is 200 ms late at most,
        (250, 40, 100),  # so what it heard beyond that was a voice, which ended 60 ms before.
        (50, 200, 50),
        (50, 210, 60),
    ],
)
def test_which_of_level_and_vad_tells_the_end_of_speech(
    quiet_ms: float, unvoiced_ms: float, silence: float
) -> None:
    turn = spoken((3000, 900), (10, quiet_ms))
    assert silence_ms(turn, RATE_HZ, unvoiced_ms) == pytest.approx(silence, abs=0.01)


@pytest.mark.parametrize(
    ("unvoiced_ms", "silence"), [(640.0, 490.0), (650.0, 500.0), (660.0, 360.0)]
)
def test_a_sound_is_parted_from_the_word_if_it_began_after_the_voice_ended(
    unvoiced_ms: float, silence: float
) -> None:
    turn = spoken((10, 300), (3000, 600), (10, 50))
    assert silence_ms(turn, RATE_HZ, unvoiced_ms) == silence


@pytest.mark.parametrize("rate_hz", [8000, 16000])
def test_sound_of_longer_than_8_s_ago_is_not_looked_at(rate_hz: int) -> None:
    noise = np.random.default_rng(1)
    loud, quiet = (noise.normal(0, level, rate_hz).astype(np.int16) for level in (20000, 300))
    long_ago = np.concatenate([loud, *[quiet] * 8])
    recent = np.concatenate([loud[: rate_hz // 2], *[quiet] * 7])
    assert silence_ms(long_ago, rate_hz, 0.0) == 0.0, "of the last 8 s all is equally loud"
    assert silence_ms(recent, rate_hz, 7000.0) == 7000.0
