"""A gate before a neural VAD: on a silent line the network need not run. Pure.

It closes once the line has been too soft for a caller for as long as pauses within a sentence last,
and the network has heard nothing meanwhile. A louder window opens it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import rms_dbfs

QUIET_DBFS = -60.0
"""Telephone lines are softer than this when nobody speaks; the caller has to be 11 dB above it even
before the first words (``level.QUIETEST_DBFS``)."""
HOLD = 18
"""Windows of 32 ms: pauses within a sentence last up to 0.55 s."""
UNSURE = 0.1
"""A network that is surer of speech than this keeps the gate open."""


class Gate:
    """Says of each window of one call whether the network has to hear it."""

    def __init__(self) -> None:
        self._quiet = 0
        self._soft = False

    def closed(self, window: NDArray[np.int16]) -> bool:
        """Return whether the next window, shape (n,), is as silent as those before it."""
        self._soft = rms_dbfs(window) < QUIET_DBFS
        return self._soft and self._quiet >= HOLD

    def heard(self, probability: float) -> None:
        """Note what the network says of the window."""
        self._quiet = self._quiet + 1 if self._soft and probability < UNSURE else 0
