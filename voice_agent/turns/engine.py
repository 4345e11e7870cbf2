"""The contract of a turn detector.

``voice-agent check-stage turns package.module:factory`` says whether an engine keeps it.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TurnEngine(Protocol):
    """A judge of pauses, loaded once and shared by all calls.

    Called from the engine's own thread, or from several if its ``info.parallel`` says so.
    """

    def completeness(self, audio: NDArray[np.int16]) -> float:
        """Return the probability 0..1 that the caller has finished.

        Args:
            audio: The turn so far at 16 kHz, shape (n,), with the pause at its end.
        """
        ...


class AsyncTurnEngine(Protocol):
    """A judge that waits for somebody else: the same method as a coroutine."""

    async def completeness(self, audio: NDArray[np.int16]) -> float:
        """Judge a pause on the event loop; may be cancelled while it waits."""
        ...
