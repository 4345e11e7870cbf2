"""Is what the line sends back what was just played to it? Pure."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.resample import resample

Samples = NDArray[np.int16]

ECHO = 0.45
"""Likeness from which a sound is the agent's own: strangers' voices are alike by up to 0.35."""
_STILL = 0.15
"""So much less is enough while an echo is known to be on the line."""
_SHORT, _LONG_MS = 0.2, 320.0
"""Short sounds are alike by chance: so much more is needed of one that has just begun."""
KEPT_MS = 1600
"""Echoes come back sooner: a satellite's takes 0.6 s."""
_RATE_HZ = 8000
_EMPHASIS = 0.9
_LEAST_MS = 60


class EchoReference:
    """The last 1.6 s that were played to the caller.

    Args:
        rate_hz: Rate of what is played.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._played: deque[Samples] = deque()
        self._kept = 0
        self._last_at = float("-inf")

    def played(self, samples: Samples, now: float) -> None:
        """Take what is sent to the caller at ``now``, in seconds."""
        self._played.append(samples)
        self._kept += samples.size
        self._last_at = now
        while self._kept - self._played[0].size >= self._rate_hz * KEPT_MS // 1000:
            self._kept -= self._played.popleft().size

    @property
    def kept_ms(self) -> float:
        """How much is kept."""
        return 1000 * self._kept / self._rate_hz

    def likeness(self, heard: Samples, rate_hz: int, now: float) -> float:
        """Return how far ``heard`` is what was played, 0..1, however late and faint.

        Args:
            heard: The last sound from the caller's side, shape (n,).
            rate_hz: Its rate.
            now: The time, in seconds; what was played long ago has died away.
        """
        if not self._played or 1000 * (now - self._last_at) > KEPT_MS:
            return 0.0
        sent = resample(np.concatenate(tuple(self._played)), self._rate_hz, _RATE_HZ)
        return likeness(resample(heard, rate_hz, _RATE_HZ), sent)


def is_echo(likeness: float, heard_ms: float, *, known: bool) -> bool:
    """Tell whether a sound is the agent's own.

    Args:
        likeness: How far it is what was played.
        heard_ms: How much of it was compared.
        known: Whether an echo was on the line a moment ago.
    """
    short = max(0.0, 1.0 - heard_ms / _LONG_MS)
    return likeness >= ECHO + _SHORT * short - (_STILL if known else 0.0)


def likeness(heard: Samples, sent: Samples) -> float:
    """Return the greatest correlation of ``heard`` with any part of ``sent``, 0..1.

    Both are at the same rate; ``sent`` is the longer one.
    """
    if heard.size < _RATE_HZ * _LEAST_MS // 1000 or sent.size < heard.size:
        return 0.0
    near, far = _emphasised(heard), _emphasised(sent)
    size = 1 << (far.size + near.size - 1).bit_length()
    spectrum = np.fft.rfft(far, size) * np.conj(np.fft.rfft(near, size))
    across = np.abs(np.fft.irfft(spectrum, size)[: far.size - near.size + 1])
    total = np.concatenate(([0.0], np.cumsum(np.square(far))))
    energy = np.maximum(total[near.size :] - total[: -near.size], 0.0)
    # A part of what was sent that is all but silent has no echo.
    loud = energy > 1e-3 * float(energy.max(initial=0.0))
    norm = np.sqrt(energy * float(np.dot(near, near)))
    return float(np.max(across[loud] / np.maximum(norm[loud], 1e-9), initial=0.0))


def _emphasised(samples: Samples) -> NDArray[np.float64]:
    # Voices are alike in their low tones; what tells them apart is above.
    sound = samples.astype(np.float64)
    emphasised: NDArray[np.float64] = sound[1:] - _EMPHASIS * sound[:-1]
    return emphasised
