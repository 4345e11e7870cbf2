"""Takes a constant offset out of a line's sound. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SETTLED_S = 0.5
_UNSHIFTED_S = 0.2
"""A line counts as good as if this much of it had been heard: the first syllable is no offset."""
_FROM, _WHOLLY = 32.0, 64.0
"""Offsets up to -60 dBFS stay, so that a good line is passed on as it came; from -54 dBFS on they
are taken out wholly."""


class DcBlocker:
    """Follows the mean of the sound and subtracts it.

    A defective converter shifts all samples by a constant: pauses are then as loud as speech.

    Args:
        rate_hz: Rate of the samples.
    """

    def __init__(self, rate_hz: int) -> None:
        self._settled = rate_hz * _SETTLED_S
        self._heard = round(rate_hz * _UNSHIFTED_S)
        self._mean = 0.0

    def push(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return the next (n,) samples without the offset."""
        if not samples.size:
            return samples
        self._heard += samples.size
        weight = samples.size / max(samples.size, min(self._heard, self._settled))
        before = self._offset
        mean = float(np.add.reduce(samples, dtype=np.float64)) / samples.size
        self._mean += weight * (mean - self._mean)
        after = self._offset
        if not before and not after:
            return samples
        # From one mean to the next without a step.
        offset = np.linspace(before, after, samples.size)
        return np.clip(np.rint(samples - offset), -32768, 32767).astype(np.int16)

    @property
    def _offset(self) -> float:
        share = (abs(self._mean) - _FROM) / (_WHOLLY - _FROM)
        return self._mean * min(max(share, 0.0), 1.0)
