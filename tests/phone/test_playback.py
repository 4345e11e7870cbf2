from __future__ import annotations

import numpy as np
from line_fakes import tone

from voice_agent.phone.playback import Playback

RATE = 8000


def test_a_sample_is_heard_once_it_has_arrived_and_all_before_it_are_played() -> None:
    playback = Playback(RATE)
    playback.push(100.0, tone(20, RATE))
    playback.push(101.0, tone(20, RATE))
    playback.push(300.0, tone(20, RATE))
    assert playback.queue_end_ms == 320.0
    heard = np.abs(playback.heard().astype(int))
    assert heard[:800].max() == 0
    assert heard[800:1120].max() > 7000
    assert heard[1120:2400].max() == 0
    assert heard[2400:].max() > 7000


def test_flush_drops_what_has_not_been_heard() -> None:
    playback = Playback(RATE)
    playback.push(0.0, tone(1000, RATE))
    playback.flush(250.0)
    assert playback.queue_end_ms == 250.0
    assert playback.heard().size == 2000
    assert playback.last_audible_ms is not None
    assert playback.last_audible_ms < 250.0
    playback.push(400.0, tone(20, RATE))
    assert playback.onset_after(250.0) is not None


def test_flush_of_an_empty_player_changes_nothing() -> None:
    playback = Playback(RATE)
    playback.flush(100.0)
    assert playback.queue_end_ms == 0.0
    assert not playback.playing(0.0)


def test_onsets_are_audible_samples_after_a_pause() -> None:
    playback = Playback(RATE)
    quiet = np.full(160, 50, dtype=np.int16)
    loud = np.full(160, 5000, dtype=np.int16)
    playback.push(0.0, quiet)
    playback.push(20.0, loud)
    playback.push(60.0, loud)
    playback.push(500.0, np.concatenate([quiet[:80], loud[:80]]))
    assert playback.onset_after(0.0) == 20.0
    assert playback.onset_after(21.0) == 510.0
    assert playback.onset_after(511.0) is None


def test_an_onset_inside_one_chunk_is_found() -> None:
    playback = Playback(RATE)
    loud, pause = np.full(80, 5000, dtype=np.int16), np.zeros(RATE, dtype=np.int16)
    playback.push(0.0, np.concatenate([loud, pause, loud]))
    assert playback.onset_after(1.0) == 1010.0


def test_marks_come_back_when_reached_or_flushed() -> None:
    playback = Playback(RATE)
    playback.push(0.0, tone(100, RATE))
    playback.mark("a")
    playback.push(0.0, tone(100, RATE))
    playback.mark("b")
    assert playback.passed_marks(50.0) == []
    assert playback.passed_marks(120.0) == ["a"]
    playback.flush(130.0)
    assert playback.passed_marks(130.0) == ["b"]
    assert playback.passed_marks(999.0) == []


def test_level_is_that_of_the_last_window() -> None:
    playback = Playback(RATE)
    playback.push(0.0, np.full(RATE, 3277, dtype=np.int16))
    assert round(playback.level_dbfs(500.0)) == -20
    assert playback.level_dbfs(1200.0) == -96.0
