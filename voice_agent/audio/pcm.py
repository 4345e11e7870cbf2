"""Telephone audio: mono int16 samples and how loud they are."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.errors import AudioError

FULL_SCALE = 32768.0


SILENCE_DBFS = -96.0


def from_pcm(data: bytes) -> NDArray[np.int16]:
    """Return little-endian 16-bit PCM bytes as an int16 array (a view, not a copy).

    Raises:
        AudioError: An odd number of bytes.
    """
    if len(data) % 2:
        raise AudioError(
            f"{len(data)} bytes are not 16-bit samples: send an even number of bytes a message"
        )
    return np.frombuffer(data, dtype="<i2")


def rms_dbfs(audio: NDArray[np.int16]) -> float:
    """Return loudness in dB relative to full scale; ``SILENCE_DBFS`` for silence or no samples."""
    if not audio.size:
        return SILENCE_DBFS
    samples = audio.astype(np.float32)
    mean_square = float(np.dot(samples, samples)) / audio.size
    if mean_square <= 0.0:
        return SILENCE_DBFS
    return max(SILENCE_DBFS, 10.0 * math.log10(mean_square / FULL_SCALE**2))


LISTEN_HZ = 16000
