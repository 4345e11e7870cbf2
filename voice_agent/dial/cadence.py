"""The rhythm of who speaks: how long speech lasts, and the pauses in it. Pure.

A person who picks up says a word or two and waits. A machine speaks on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HZ = 8000
_FRAME = 160
_STEP_MS = 20.0
_ABOVE_FLOOR = 4.0
_LEAST = 160.0
"""Level, root mean square, that speech always exceeds."""
_HANGOVER_MS = 160.0
"""Shorter gaps belong to a word."""
_CLICK_MS = 60.0


class Cadence:
    """Follows the sound of one call, at 8 kHz. Times are ms since it began.

    Attributes:
        now_ms: Sound so far.
        began_ms: When speech began first; ``None`` until then.
        spoken_ms: Speech so far, pauses left out.
        silent_ms: Since speech last ended; 0 while it goes on.
        stretch_ms: The present stretch of speech, or the last one.
    """

    def __init__(self) -> None:
        self.now_ms = 0.0
        self.began_ms: float | None = None
        self.spoken_ms = 0.0
        self.silent_ms = 0.0
        self.stretch_ms = 0.0
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)
        self._floor = _LEAST / _ABOVE_FLOOR
        self._loud_ms = 0.0
        self._gap_ms = 0.0

    def push(self, samples: NDArray[np.int16], *, tone: bool = False) -> None:
        """Take samples; those of a tone are no speech."""
        self._rest = np.concatenate((self._rest, samples))
        while self._rest.size >= _FRAME:
            frame, self._rest = self._rest[:_FRAME].astype(np.float64), self._rest[_FRAME:]
            self._step(float(np.sqrt(np.mean(frame**2))), tone)

    def _step(self, level: float, tone: bool) -> None:
        self.now_ms += _STEP_MS
        # The floor follows quiet at once, and noise slowly.
        self._floor = min(max(level, 1.0), self._floor * 1.004 + 0.02)
        loud = not tone and level > max(_LEAST, _ABOVE_FLOOR * self._floor)
        if not loud:
            self._loud_ms = 0.0
            self._gap_ms += _STEP_MS
            if self.began_ms is not None and self._gap_ms > _HANGOVER_MS:
                self.silent_ms = self._gap_ms
            return
        self._loud_ms += _STEP_MS
        if self._loud_ms < _CLICK_MS:
            return
        first = self._loud_ms == _CLICK_MS
        if self.began_ms is None:
            self.began_ms = self.now_ms - _CLICK_MS
        if self.silent_ms:
            self.silent_ms = self.stretch_ms = 0.0
        gap = self._gap_ms if self._gap_ms <= _HANGOVER_MS and self.spoken_ms else 0.0
        added = (_CLICK_MS if first else _STEP_MS) + (gap if first else 0.0)
        self._gap_ms = 0.0
        self.spoken_ms += added
        self.stretch_ms += added
