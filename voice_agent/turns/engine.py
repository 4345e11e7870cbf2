"""The contract of a turn detector."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TurnEngine(Protocol):
    """Judges a pause. Loaded once, shared by all calls, safe to call from several threads."""

    def completeness(self, audio: NDArray[np.int16]) -> float:
        """Probability 0..1 that the caller has finished.

        Args:
            audio: The turn so far at 16 kHz, shape (n,), with the pause at its end.
        """
        ...
