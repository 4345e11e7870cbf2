"""The audio of the current turn, and of the moment before it. Pure."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import LISTEN_HZ

PRE_ROLL_MS = 320
"""Audio kept from before speech was noticed: the first consonant is in there."""

Samples = NDArray[np.int16]


class TurnAudio:
    """Windows of the caller's audio: the last 320 ms between turns, everything within one.

    Args:
        partial_ms: Speech between two partial transcripts; 0 for none.
    """

    def __init__(self, partial_ms: float) -> None:
        self._every = int(LISTEN_HZ * partial_ms / 1000)
        self._windows: list[Samples] = []
        self._pre_roll: deque[Samples] = deque()
        self._kept = 0
        self._next_partial = 0

    @property
    def kept_s(self) -> float:
        """Seconds of the turn so far."""
        return self._kept / LISTEN_HZ

    @property
    def overdue(self) -> int | None:
        """How many samples ago a partial transcript was due; ``None`` when none is."""
        if not self._every or self._kept < self._next_partial:
            return None
        return self._kept - self._next_partial

    def listen(self, window: Samples) -> None:
        """Take a window between turns."""
        self._pre_roll.append(window)
        while sum(w.size for w in self._pre_roll) > PRE_ROLL_MS * LISTEN_HZ // 1000:
            self._pre_roll.popleft()

    def keep(self, window: Samples) -> None:
        """Take a window of the turn."""
        self._windows.append(window)
        self._kept += window.size

    def begin(self, *earlier: Samples) -> None:
        """Begin a turn with the audio of ``earlier`` parts and of the moment before it."""
        self._windows = [*earlier, *self._pre_roll]
        self._kept = sum(window.size for window in self._windows)
        self._pre_roll.clear()
        self.partial_made()

    def partial_made(self) -> None:
        """Note that a partial transcript was asked for; the next one is due later."""
        self._next_partial = self._kept + self._every

    def so_far(self, *more: Samples) -> Samples:
        """Return the turn so far, and ``more`` after it, as one array."""
        return np.concatenate((*self._windows, *more))

    def clear(self) -> None:
        """Forget the turn."""
        self._windows = []
