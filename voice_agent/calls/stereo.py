"""Both sides of a call on one time line: pieces of sound in, stereo samples out. Pure."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import from_pcm
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.hub import Sound

RATE_HZ = 16000
_JITTER_S = 0.3
"""A piece that comes so much late or early still follows the one before it."""
SIDES: tuple[Literal["caller", "agent"], ...] = ("caller", "agent")


class _Side:
    def __init__(self) -> None:
        self.samples = np.zeros(0, np.int16)
        self.ends = 0
        self.resampler: StreamResampler | None = None


class Stereo:
    """Gathers a call; ``take`` returns what can change no more.

    Args:
        began_at: Monotonic seconds at which the recording begins.
    """

    def __init__(self, began_at: float) -> None:
        self._began_at = began_at
        self._sides = {side: _Side() for side in SIDES}
        self._taken = 0

    def push(self, sound: Sound) -> None:
        """Add a piece; silence fills what is missing before it."""
        side = self._sides[sound.side]
        if side.resampler is None:
            side.resampler = StreamResampler(sound.rate_hz, RATE_HZ)
        samples = from_pcm(side.resampler.push(sound.pcm))
        length_s = samples.size / RATE_HZ
        # The caller's pieces have their end's time, the agent's their beginning's.
        began_s = sound.at - self._began_at - (length_s if sound.side == "caller" else 0.0)
        at = max(round(began_s * RATE_HZ), 0)
        gap = at - side.ends
        if gap > _JITTER_S * RATE_HZ:
            side.samples = np.concatenate((side.samples, np.zeros(gap, np.int16)))
            side.ends += gap
        side.samples = np.concatenate((side.samples, samples))
        side.ends += samples.size

    def take(self, until_s: float) -> NDArray[np.int16]:
        """Return the samples up to a moment, shape (n, 2), that were not taken before.

        Args:
            until_s: Monotonic seconds.
        """
        until = max(self._taken, round((until_s - self._began_at) * RATE_HZ))
        count = until - self._taken
        both = np.zeros((count, 2), np.int16)
        for channel, name in enumerate(SIDES):
            side = self._sides[name]
            part = side.samples[:count]
            both[: part.size, channel] = part
            side.samples = side.samples[count:]
            side.ends = max(side.ends, until)
        self._taken = until
        return both
