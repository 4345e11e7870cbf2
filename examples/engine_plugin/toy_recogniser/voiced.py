"""How long somebody spoke: the time in which the audio has the pitch of a voice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FRAME_S = 0.04
_LOUD = 200.0
_PITCH_HZ = (80, 250)
_PERIODIC = 0.45


def voiced_seconds(audio: NDArray[np.int16], rate_hz: int) -> float:
    """Return the seconds of ``audio``, mono samples of shape (n,), that are voiced."""
    size = round(_FRAME_S * rate_hz)
    frames = audio[: audio.size - audio.size % size].reshape(-1, size).astype(np.float64)
    return _FRAME_S * sum(_is_voiced(frame, rate_hz) for frame in frames)


def _is_voiced(frame: NDArray[np.float64], rate_hz: int) -> bool:
    frame = frame - frame.mean()
    power = float(np.dot(frame, frame))
    if power < frame.size * _LOUD**2:
        return False
    shortest, longest = rate_hz // _PITCH_HZ[1], rate_hz // _PITCH_HZ[0]
    likeness = [np.dot(frame[lag:], frame[:-lag]) for lag in range(shortest, longest)]
    return bool(max(likeness) > _PERIODIC * power)
