"""Sound in place of packets that were lost, after G.711 Appendix I. Pure.

The last pitch period is repeated and fades away within 60 ms: a word with a hole of 20 ms stays a
word, and a longer hole becomes silence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import from_pcm

_HZ = 8000
_SHORTEST, _LONGEST = 40, 120
"""Pitch periods in samples: 200 and 67 Hz."""
_COMPARED = 160
_HISTORY = _COMPARED + _LONGEST
_JOIN = 30
"""Samples in which repeated sound becomes real sound again."""
_FULL_MS, _GONE_MS = 10.0, 60.0


class Concealment:
    """Remembers a call's last sound; fills holes at 8 kHz with it."""

    def __init__(self) -> None:
        self._history: NDArray[np.float32] = np.zeros(_HISTORY, np.float32)
        self._filled = 0
        self._period: NDArray[np.float32] = np.zeros(0, np.float32)

    def fill(self, size: int) -> bytes:
        """Return ``size`` bytes in place of what is missing."""
        count = size // 2
        made = self._repeat(count)
        self._filled += count
        return made.astype("<i2").tobytes()

    def join(self, pcm: bytes) -> bytes:
        """Take the sound that follows; return it without a click after a hole."""
        samples = from_pcm(pcm).astype(np.float32)
        if self._filled:
            count = min(_JOIN, samples.size)
            fade = np.linspace(0.0, 1.0, count, dtype=np.float32)
            samples[:count] = samples[:count] * fade + self._repeat(count) * (1 - fade)
            self._filled, self._period = 0, self._period[:0]
            pcm = samples.astype("<i2").tobytes()
        self._history = np.concatenate((self._history, samples))[-_HISTORY:]
        return pcm

    def _repeat(self, count: int) -> NDArray[np.float32]:
        if not self._period.size:
            self._period = self._history[-_pitch(self._history) :]
        at = self._filled + np.arange(count)
        ms = 1000 * at / _HZ
        gain = np.clip((_GONE_MS - ms) / (_GONE_MS - _FULL_MS), 0.0, 1.0).astype(np.float32)
        repeated: NDArray[np.float32] = self._period[at % self._period.size] * gain
        return repeated


def _pitch(history: NDArray[np.float32]) -> int:
    """Return the period, in samples, after which the last 20 ms are most like themselves."""
    last = history[-_COMPARED:]
    lags = np.arange(_SHORTEST, _LONGEST + 1)
    starts = history.size - _COMPARED - lags
    shifted = np.lib.stride_tricks.sliding_window_view(history, _COMPARED)[starts]
    energy = np.sqrt(np.sum(shifted**2, axis=1)) + 1.0
    return int(lags[np.argmax(shifted @ last / energy)])
