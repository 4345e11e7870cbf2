from __future__ import annotations

import numpy as np
import pytest
from line_fakes import tone

from voice_agent.audio.levels import amplitude, audible, last_sound, speech_bounds
from voice_agent.audio.pcm import rms_dbfs


def _with_noise(samples: np.ndarray, dbfs: float) -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, amplitude(dbfs), samples.size)
    return np.clip(samples + noise, -32768, 32767).astype(np.int16)


@pytest.mark.parametrize("noise_dbfs", [-90.0, -60.0, -50.0])
def test_speech_bounds_ignore_line_noise(noise_dbfs: float) -> None:
    silence = np.zeros(8000, dtype=np.int16)
    sound = np.concatenate([silence, tone(500, 16000), silence])
    assert speech_bounds(_with_noise(sound, noise_dbfs), 16000) == (8000, 16000)


def test_speech_that_fills_the_recording_ends_at_its_end() -> None:
    assert speech_bounds(tone(300, 8000), 8000) == (0, 2400)


def test_a_pause_inside_does_not_end_speech() -> None:
    gap = np.zeros(16000, dtype=np.int16)
    sound = np.concatenate([tone(200), gap, tone(200), gap])
    assert speech_bounds(sound, 16000) == (0, 3200 + 16000 + 3200)


def test_the_sounds_of_a_room_behind_the_last_word_are_no_speech() -> None:
    room, silence = np.zeros(32000, dtype=np.int16), np.zeros(8000, dtype=np.int16)
    word = tone(500, 16000)
    weaker = rms_dbfs(word) - 25.0
    sound = np.concatenate([word, _with_noise(room, weaker), silence])
    assert speech_bounds(sound, 16000) == (0, 8000 + 1600)
    weak_end = np.concatenate([word, _with_noise(room[:5600], weaker), silence])
    assert speech_bounds(weak_end, 16000) == (0, 8000 + 5600)


def test_the_last_sound_begins_behind_the_last_gap_of_more_than_80_ms() -> None:
    pause, breath = np.zeros(1600, dtype=np.int16), np.zeros(1120, dtype=np.int16)
    sound = np.concatenate([tone(200), pause, tone(100), breath, tone(50), pause])
    assert last_sound(sound, 16000) == (3200 + 1600, 3200 + 1600 + 1600 + 1120 + 800)
    assert last_sound(tone(200), 16000) == (0, 3200)


@pytest.mark.parametrize("size", [0, 10, 16000])
def test_silence_has_no_speech(size: int) -> None:
    silence = np.zeros(size, dtype=np.int16)
    assert speech_bounds(silence, 16000) == last_sound(silence, 16000) == (0, 0)


def test_audible_is_louder_than_minus_fifty_dbfs() -> None:
    assert audible(np.array([0, 103, -103, 104, -32768], dtype=np.int16)).tolist() == [3, 4]
