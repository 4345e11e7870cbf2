"""The band of a telephone line."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voice_agent.audio.telephone import telephone_band

RATE_HZ = 8000
SECOND = np.arange(RATE_HZ) / RATE_HZ


def tone(hz: float) -> NDArray[np.float64]:
    return 1000.0 * np.sin(2 * np.pi * hz * SECOND)


def gain_db(hz: float, tilt: float = 0.0) -> float:
    passed = telephone_band(tone(hz), RATE_HZ, tilt)
    return 20 * float(np.log10(max(1e-6, np.abs(passed).max() / 1000.0)))


@pytest.mark.parametrize("hz", [300, 1000, 3400])
def test_tones_in_the_band_pass_as_they_are(hz: float) -> None:
    assert np.allclose(telephone_band(tone(hz), RATE_HZ), tone(hz))


@pytest.mark.parametrize("hz", [50, 200, 3500])
def test_tones_outside_are_gone(hz: float) -> None:
    assert gain_db(hz) < -60


def test_the_edges_are_soft() -> None:
    assert gain_db(260) == pytest.approx(-6, abs=0.1)


def test_a_tilt_falls_by_3_db_an_octave() -> None:
    assert gain_db(2000, tilt=1.0) - gain_db(1000, tilt=1.0) == pytest.approx(-3, abs=0.1)
