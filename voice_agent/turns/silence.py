"""A turn detector without a model: only the length of the pause decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class SilenceOnly:
    """Never calls a turn complete early, so it ends after ``listen.max_pause_ms``."""

    def completeness(self, audio: NDArray[np.int16]) -> float:
        """Always 0: the sound is not looked at."""
        return 0.0
