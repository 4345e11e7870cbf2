"""A turn detector without a model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice_agent.config.registry import EngineContext


class SilenceOnly:
    """Says neither yes nor no: words and the length of the pause decide."""

    def completeness(self, audio: NDArray[np.int16]) -> float:
        """Return 0.5: the sound is not looked at."""
        return 0.5


def make(context: EngineContext) -> SilenceOnly:
    """Make the engine for a pipeline."""
    return SilenceOnly()
