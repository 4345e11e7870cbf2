"""Faster and slower at the same pitch."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.training.ears.tempo import stretched

TONE = np.sin(np.arange(16_000) * 2 * np.pi * 220 / 16_000)


@pytest.mark.parametrize("times", [0.8, 1.0, 1.25])
def test_changes_the_length_and_not_the_pitch(times: float) -> None:
    made = stretched(TONE, times)
    assert made.size == int(TONE.size * times)
    spectrum = np.abs(np.fft.rfft(made[1000:9000]))
    assert abs(int(np.argmax(spectrum)) * 2 - 220) <= 4
    assert 0.6 < float(np.abs(made[1000:-1000]).max()) < 1.2


def test_leaves_what_is_too_short() -> None:
    assert stretched(TONE[:900], 0.8) is not None
    assert stretched(TONE[:900], 0.8).size == 900
