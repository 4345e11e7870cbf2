from __future__ import annotations

import numpy as np
import pytest

from voice_agent.audio.comfort import comfort_noise
from voice_agent.audio.levels import AUDIBLE_DBFS, amplitude
from voice_agent.audio.pcm import rms_dbfs


@pytest.mark.parametrize("rate_hz", [8000, 24000])
def test_it_is_even_and_far_below_speech(rate_hz: int) -> None:
    noise = comfort_noise(rate_hz, -62.0)
    assert noise.size == 2 * rate_hz
    pieces = noise.reshape(-1, rate_hz // 50)
    levels = [rms_dbfs(piece) for piece in pieces]
    assert -64 < min(levels) < max(levels) < -60
    assert np.abs(noise).max() < amplitude(AUDIBLE_DBFS)


def test_nothing_repeats_within_it() -> None:
    noise = comfort_noise(8000, -62.0).astype(float)
    alike = np.fft.irfft(np.abs(np.fft.rfft(noise)) ** 2)
    assert alike[1:8000].max() < 0.1 * alike[0]
