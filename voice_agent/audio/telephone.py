"""The effect of a telephone line on sound. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BAND_HZ = (300.0, 3400.0)
_EDGE_HZ = 80.0


def telephone_band(
    sound: NDArray[np.float64], rate_hz: int, tilt: float = 0.0
) -> NDArray[np.float64]:
    """Limit (n,) samples to 300 to 3400 Hz; ``tilt`` 1 makes them fall by 3 dB an octave."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(sound.size, 1.0 / rate_hz)
    low = np.clip((hz - _BAND_HZ[0] + _EDGE_HZ) / _EDGE_HZ, 0.0, 1.0)
    high = np.clip((_BAND_HZ[1] + _EDGE_HZ - hz) / _EDGE_HZ, 0.0, 1.0)
    slope = np.maximum(hz, _BAND_HZ[0] / 2) ** (-tilt / 2)
    return np.fft.irfft(spectrum * low * high * slope, sound.size)
