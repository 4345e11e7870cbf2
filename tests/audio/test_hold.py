"""Sounds for callers who wait: quiet, without clicks, and without a seam."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.audio.hold import hold_music, hold_tone, ringback


@pytest.mark.parametrize("rate_hz", [8000, 16000, 24000])
def test_music_is_quiet_and_can_be_repeated(rate_hz: int) -> None:
    music = hold_music(rate_hz).astype(float)
    assert music.size == pytest.approx(12.8 * rate_hz, abs=rate_hz * 0.02)
    assert 1500 < np.abs(music).max() < 3000
    twice = np.concatenate((music, music))
    seam = np.abs(np.diff(twice))[music.size - 2 : music.size + 2].max()
    assert seam <= np.abs(np.diff(music)).max(), "it clicks where it begins again"
    quarters = music[: music.size // 4 * 4].reshape(4, -1)
    assert (np.sqrt((quarters**2).mean(axis=1)) > 300).all(), "there is a hole in it"


def test_the_tone_and_the_ring_leave_silence() -> None:
    tone, ring = hold_tone(8000), ringback(8000)
    assert (tone.size, ring.size) == (4 * 8000, 6 * 8000)
    assert not tone[3200:].any()
    assert not ring[2 * 8000 :].any()
    assert np.abs(ring[:8000]).max() > 1500
