"""Comfort noise: a line on which nobody speaks must not sound dead. Pure."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.levels import amplitude

_SEED = 7
_SECONDS = 2


@cache
def comfort_noise(rate_hz: int, dbfs: float) -> NDArray[np.int16]:
    """Return two seconds of even noise that can be repeated.

    Args:
        rate_hz: Its sample rate.
        dbfs: Its level, root mean square.
    """
    # Of a uniform distribution the level is the peak over the square root of three.
    peak = amplitude(dbfs) * 3**0.5
    noise = np.random.default_rng(_SEED).uniform(-peak, peak, rate_hz * _SECONDS)
    return np.round(noise).astype(np.int16)
