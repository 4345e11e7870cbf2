import math
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
ANSWER = Words(2, 0.8, answers=True, asked=True, unheard=10)
NOTHING = Words()


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


@pytest.mark.parametrize(
    ("words", "sound", "below_db", "expected"),
    [
        (LISTENS, HUM, 0.0, 0.0483),
        (LISTENS, SPOKEN, 0.0, 0.0324),
        (REQUEST, SPOKEN, 0.0, 0.9068),
        (WAIT, COUGH, 0.0, 0.6296),
        (ASIDE, SPOKEN, 0.0, 0.7633),
        (ASIDE, SPOKEN, 10.0, 0.0741),
        (ANSWER, None, 0.0, 0.9449),
        (NOTHING, COUGH, 0.0, 0.0095),
        (NOTHING, SPOKEN, 0.0, 0.0296),
    ],
)
def test_what_the_fitted_weights_make_of_words_and_sound(
    words: Words, sound: Voicing | None, below_db: float, expected: float
) -> None:
    assert probability(words, sound, below_db) == pytest.approx(expected, abs=5e-5)


def test_what_counts_of_a_sound() -> None:
    found = evidence(ASIDE, SPOKEN, 20.0)
    assert found.length == pytest.approx(math.log(0.7))
    assert found.bursts == pytest.approx(3 / 0.7 / 10)
    assert (found.voiced, found.pitch_spread, found.brightness) == (0.7, 0.25, 0.15)
    assert found.below == 1.5, "in tens of dB, beyond the 5 by which a caller's own level varies"
    assert (found.wordless, found.count) == (0.0, math.log(10))


def test_a_click_a_squeal_and_a_rattle_count_no_more_than_the_bounds() -> None:
    click = evidence(NOTHING, Voicing(length_ms=1.0, pitch_spread=3.0, bursts=9), 0.0)
    assert (click.length, click.pitch_spread) == (pytest.approx(math.log(0.05)), 1.0)
    assert click.bursts == 1.0
    assert click.wordless == 1.0


@pytest.mark.parametrize(
    ("below_db", "below"), [(5.0, 0.0), (6.0, 0.1), (25.0, 2.0), (26.0, 2.0), (-9.0, 0.0)]
)
def test_how_far_below_the_callers_level_counts(below_db: float, below: float) -> None:
    assert evidence(ASIDE, SPOKEN, below_db).below == pytest.approx(below)


def test_what_was_typed_counts_as_a_second_of_speech() -> None:
    typed = evidence(WAIT, None, 0.0)
    assert (typed.length, typed.voiced, typed.bursts) == (0.0, 0.7, 0.0)


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
    never = Weights(-1e6, (0.0,) * len(FEATURES))
    assert stop_probability(evidence(WAIT, SPOKEN, 0.0), never) == pytest.approx(0.0)
    assert goes_on(0.19, TALK_OVER)
    assert not goes_on(0.2, TALK_OVER), "where both cost the same the caller is answered"
