"""The contract of a voice activity detector.

``voice-agent check-stage vad package.module:factory`` says whether an engine keeps it. Its
session works on the event loop, window by window, so it must be quick and cannot be a coroutine.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class VadSession(Protocol):
    """The detector's memory of one call. Used from one thread at a time."""

    def speech_probability(self, window: NDArray[np.int16]) -> float:
        """Return the probability 0..1 that ``window`` is speech.

        Args:
            window: The next ``VadEngine.window_samples`` samples at 16 kHz, shape (n,).

        Raises:
            AudioError: Another number of samples.
        """
        ...

    def reset(self) -> None:
        """Forget the audio so far."""
        ...


class VadEngine(Protocol):
    """A detector, loaded once and shared by all calls.

    Attributes:
        window_samples: Samples at 16 kHz each probability is for.
    """

    @property
    def window_samples(self) -> int:
        """Samples at 16 kHz each probability is for."""
        ...

    def session(self) -> VadSession:
        """Start with a clean memory for one call."""
        ...
