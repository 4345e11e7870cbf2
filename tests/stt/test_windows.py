from __future__ import annotations

import numpy as np

from voice_agent.stt.windows import split_at_pauses


def talk(*pauses_at_s: float, seconds: float) -> np.ndarray:
    audio = np.random.default_rng(0).normal(0, 3000, int(seconds * 1000)).astype(np.int16)
    for pause in pauses_at_s:
        audio[int(pause * 1000) : int((pause + 0.3) * 1000)] = 0
    return audio


def test_short_audio_stays_whole() -> None:
    audio = talk(seconds=5)
    assert [piece.size for piece in split_at_pauses(audio, 1000, 10)] == [5000]


def test_no_audio_is_one_empty_piece() -> None:
    assert [p.size for p in split_at_pauses(np.zeros(0, np.int16), 1000, 10)] == [0]


def test_long_audio_is_cut_inside_its_pauses() -> None:
    first, second, third = split_at_pauses(talk(8.5, 16.4, seconds=20), 1000, 10)
    assert 8500 <= first.size <= 8800
    assert 16_400 <= first.size + second.size <= 16_700
    assert third.size


def test_pieces_are_the_whole_audio_and_never_too_long() -> None:
    audio = talk(seconds=61)
    pieces = split_at_pauses(audio, 1000, 10)
    assert max(piece.size for piece in pieces) <= 10_000
    np.testing.assert_array_equal(np.concatenate(pieces), audio)
