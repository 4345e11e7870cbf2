"""The moment at which a message may be left: after the beep, or when the greeting is over. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voice_agent.dial.cadence import Cadence
from voice_agent.dial.tones import Tones

AFTER_BEEP_MS = 300.0
NO_BEEP_MS = 3500.0
"""Silence after a greeting without a beep."""
LONGEST_MS = 60_000.0


class Mailbox:
    """Listens to a greeting.

    Args:
        beeped: Whether the beep was heard already.

    Attributes:
        why: What ended the greeting.
    """

    def __init__(self, *, beeped: bool = False) -> None:
        self.why = ""
        self._beeped = beeped
        self._tones = Tones()
        self._cadence = Cadence()
        self._ms = 0.0
        self._quiet_ms = 0.0

    def push(self, samples: NDArray[np.int16]) -> bool:
        """Take samples at 8 kHz; return whether a message may begin now."""
        ms = 1000 * samples.size / 8000
        self._ms += ms
        self._beeped |= any(one.name == "beep" for one in self._tones.push(samples))
        spoken = self._cadence.spoken_ms
        self._cadence.push(samples, tone=self._tones.sounding)
        quiet = self._cadence.spoken_ms == spoken and not self._tones.sounding
        self._quiet_ms = self._quiet_ms + ms if quiet else 0.0
        if self._beeped and self._quiet_ms >= AFTER_BEEP_MS:
            self.why = "beep"
        elif self._quiet_ms >= NO_BEEP_MS:
            self.why = "silence"
        elif self._ms >= LONGEST_MS:
            self.why = "too long"
        return bool(self.why)
