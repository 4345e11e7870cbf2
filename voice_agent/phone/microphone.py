"""The caller's sound, frame by frame: speech, and faint noise between. Pure."""

from __future__ import annotations

import numpy as np

from voice_agent.audio.levels import Samples, amplitude
from voice_agent.audio.pcm import SILENCE_DBFS, rms_dbfs
from voice_agent.audio.resample import resample

FRAME_MS = 20
TELEPHONE_HZ = 8000
_NOISE_S = 2


def line_noise(rate_hz: int, dbfs: float | None, seed: int, seconds: float = _NOISE_S) -> Samples:
    """Make noise of a level in the telephone's band; silence for ``None``.

    Wide-band noise after narrow-band speech keeps Silero hearing speech for another 0.2 s.
    """
    if dbfs is None:
        return np.zeros(round(rate_hz * seconds), dtype=np.int16)
    size = round(TELEPHONE_HZ * seconds)
    noise = np.random.default_rng(seed).normal(0.0, amplitude(dbfs), size)
    return resample(np.round(noise).astype(np.int16), TELEPHONE_HZ, rate_hz)


class Microphone:
    """A caller who is silent except for what ``say`` adds.

    Args:
        rate_hz: Rate of the line.
        noise_dbfs: Level of the line noise between utterances; ``None`` for silence.
        seed: Seed of the noise.
    """

    def __init__(self, rate_hz: int, noise_dbfs: float | None = -66.0, seed: int = 1) -> None:
        self._frame_samples = rate_hz * FRAME_MS // 1000
        self._noise = line_noise(rate_hz, noise_dbfs, seed)
        self._speech: Samples = np.zeros(0, dtype=np.int16)
        self._sent: list[Samples] = []

    @property
    def frames(self) -> int:
        """Number of frames taken so far."""
        return len(self._sent)

    @property
    def speaking(self) -> bool:
        """True if speech is left to send."""
        return self._speech.size > 0

    @property
    def sent(self) -> Samples:
        """Everything so far, from the call's start."""
        return np.concatenate(self._sent) if self._sent else np.zeros(0, dtype=np.int16)

    def level_dbfs(self) -> float:
        """Return the level of the last 100 ms."""
        return rms_dbfs(np.concatenate(self._sent[-5:])) if self._sent else SILENCE_DBFS

    def say(self, samples: Samples) -> None:
        """Speak (n,) int16 samples at the line's rate from the next frame on."""
        self._speech = samples.astype(np.int16)

    def next_frame(self) -> Samples:
        """Take the next 20 ms."""
        size = self._frame_samples
        position = len(self._sent) * size % (self._noise.size - size)
        frame = self._noise[position : position + size].copy()
        taken = self._speech[:size]
        self._speech = self._speech[size:]
        frame[: taken.size] = taken
        self._sent.append(frame)
        return frame
