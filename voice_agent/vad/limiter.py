"""Keeps shouting from confusing the voice activity detector. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.levels import amplitude
from voice_agent.audio.pcm import rms_dbfs

LOUDEST_DBFS = -16.0
"""Detectors were trained on speech of ordinary level: they miss half of a "No!" at -6 dBFS."""
_RELEASE_DB = 1.0


class Limiter:
    """Turns loud windows down at once, and up again by 1 dB a window."""

    def __init__(self) -> None:
        self._down_db = 0.0

    def push(self, window: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return the next window at no more than an ordinary level."""
        over_db = rms_dbfs(window) - LOUDEST_DBFS
        self._down_db = max(over_db, self._down_db - _RELEASE_DB, 0.0)
        if not self._down_db:
            return window
        gain = amplitude(-self._down_db) / amplitude(0.0)
        turned_down: NDArray[np.int16] = np.rint(window * gain).astype(np.int16)
        return turned_down
