from dataclasses import replace

import pytest

from voice_agent.audio.voicing import Voicing
from voice_agent.turns.barge_in import (
    FEATURES,
    SOUND,
    TALK_OVER,
    WEIGHTS,
    Weights,
    Words,
    evidence,
    goes_on,
    stop_probability,
)

SPOKEN = Voicing(700.0, -22.0, voiced=0.7, pitch_spread=0.25, brightness=0.15, bursts=3)
HUM = Voicing(300.0, -24.0, voiced=0.95, pitch_spread=0.05, brightness=0.03, bursts=1)
COUGH = Voicing(400.0, -20.0, voiced=0.15, pitch_spread=0.3, brightness=0.4, bursts=2)
LISTENS = Words(1, 0.8, listens=True, unheard=10)
REQUEST = Words(5, 0.9, asks=True, clear=0.9, unheard=10)
WAIT = Words(1, 0.8, directs=True, unheard=10)
ASIDE = Words(9, 0.6, unheard=10)


def probability(words: Words, sound: Voicing | None = SPOKEN, below_db: float = 0.0) -> float:
    return stop_probability(evidence(words, sound, below_db))


@pytest.mark.parametrize("words", [REQUEST, WAIT])
def test_a_request_and_an_instruction_stop_the_agent(words: Words) -> None:
    assert not goes_on(probability(words))


@pytest.mark.parametrize(
    ("words", "sound", "below_db"),
    [
        (LISTENS, HUM, 0.0),
        (LISTENS, SPOKEN, 0.0),
        (Words(unheard=10), COUGH, 0.0),
        (ASIDE, SPOKEN, 15.0),
    ],
)
def test_a_listener_a_cough_and_the_television_do_not(
    words: Words, sound: Voicing, below_db: float
) -> None:
    assert goes_on(probability(words, sound, below_db))


def test_an_answer_to_a_question_is_more_of_a_turn() -> None:
    yes = replace(LISTENS, listens=False)
    assert probability(replace(yes, answers=True, asked=True)) > probability(yes)


def test_what_is_fainter_is_less_of_a_turn() -> None:
    assert probability(ASIDE, SPOKEN, 15.0) < probability(ASIDE, SPOKEN, 0.0)


def test_an_unknown_level_is_the_callers_own() -> None:
    assert evidence(ASIDE, SPOKEN, 0.0).below == 0.0
    assert evidence(ASIDE, SPOKEN, 90.0).below == evidence(ASIDE, SPOKEN, 25.0).below


def test_text_without_a_sound_is_judged_by_its_words() -> None:
    assert not goes_on(probability(WAIT, None))
    assert goes_on(probability(LISTENS, None))


@pytest.mark.parametrize(("talk_over", "limit"), [(1.0, 0.5), (4.0, 0.2), (9.0, 0.1)])
def test_the_dearer_it_is_to_talk_over_a_caller_the_sooner_it_stops(
    talk_over: float, limit: float
) -> None:
    assert goes_on(limit - 0.01, talk_over)
    assert not goes_on(limit + 0.01, talk_over)


def test_every_feature_has_a_weight() -> None:
    assert len(WEIGHTS.of) == len(FEATURES)
    assert set(SOUND) < set(FEATURES)
    assert TALK_OVER > 1


def test_certainty_does_not_overflow() -> None:
    sure = Weights(1e6, (0.0,) * len(FEATURES))
    assert stop_probability(evidence(WAIT, SPOKEN, 0.0), sure) == pytest.approx(1.0)
