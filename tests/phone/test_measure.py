from __future__ import annotations

import numpy as np
import pytest
from line_fakes import tone

from voice_agent.core.events import Event, StageTime, Transcribed, TurnTimed
from voice_agent.phone.measure import turn_is_timed, utterance, v2v_ms
from voice_agent.phone.playback import Playback
from voice_agent.phone.values import Received, Utterance

LOUD = np.full(160, 4000, dtype=np.int16)


def said(speech_end_ms: float, start_ms: float = 0.0) -> Utterance:
    return Utterance(start_ms, start_ms, speech_end_ms, speech_end_ms + 200.0, 0)


def test_the_ends_of_speech_are_found_in_what_was_said() -> None:
    samples = np.concatenate([np.zeros(800, np.int16), tone(400, 8000), np.zeros(1600, np.int16)])
    found = utterance(samples, 8000, 1000.0, 3)
    assert found == Utterance(1000.0, 1100.0, 1500.0, 1700.0, 3)


def test_counts_from_the_end_of_speech_to_the_first_audible_sample() -> None:
    playback = Playback(8000)
    playback.push(1300.0, np.zeros(160, dtype=np.int16))
    playback.push(1320.0, LOUD)
    assert v2v_ms(playback, said(1000.0)) == 320.0


def test_is_unknown_while_nothing_was_heard() -> None:
    playback = Playback(8000)
    playback.push(0.0, LOUD)
    assert v2v_ms(playback, said(1000.0)) is None


def test_is_unknown_when_the_agent_talks_over_the_caller() -> None:
    playback = Playback(8000)
    playback.push(0.0, np.full(8000 * 3, 4000, dtype=np.int16))
    playback.push(3500.0, LOUD)
    assert v2v_ms(playback, said(1000.0, 200.0)) is None


def test_is_negative_when_the_agent_begins_before_the_caller_has_finished() -> None:
    playback = Playback(8000)
    playback.push(700.0, np.full(8000, 4000, dtype=np.int16))
    assert v2v_ms(playback, said(1000.0)) == -300.0


def test_an_interrupted_agent_counts_from_where_its_audio_was_dropped() -> None:
    playback = Playback(8000)
    playback.push(0.0, np.full(8000 * 3, 4000, dtype=np.int16))
    playback.flush(990.0)
    playback.push(1400.0, LOUD)
    assert v2v_ms(playback, said(1000.0, 500.0)) == 400.0


def test_audio_dropped_after_the_end_of_speech_is_not_the_answer() -> None:
    playback = Playback(8000)
    playback.push(0.0, np.full(8000 * 3, 4000, dtype=np.int16))
    playback.flush(1200.0)
    playback.push(1500.0, LOUD)
    assert v2v_ms(playback, said(1000.0, 500.0)) == 500.0


@pytest.mark.parametrize(
    ("event", "after_turn", "timed"),
    [
        (TurnTimed(turn=2, v2v_ms=1.0, stages={}), 1, True),
        (TurnTimed(turn=2, v2v_ms=1.0, stages={}), 2, False),
        (Transcribed(turn=2, text="x", confidence=1.0), 1, False),
    ],
)
def test_a_turn_is_answered_once_it_is_timed(event: Event, after_turn: int, timed: bool) -> None:
    stages = {"stt": StageTime(ms=1.0, budget_ms=None, over=False)}
    first = TurnTimed(turn=1, v2v_ms=1.0, stages=stages)
    log = [Received(1.0, first), Received(2.0, event)]
    assert turn_is_timed(log, after_turn) is timed
    assert not turn_is_timed([], 0)
