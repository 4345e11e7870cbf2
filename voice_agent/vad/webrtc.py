"""WebRTC VAD: a Gaussian mixture per 20 ms, two microseconds a window."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import AudioError, ConfigError

_RATE_HZ = 16_000
_WINDOW = 320
# It answers yes or no and flickers; the share of yes over 100 ms works like a probability.
_SMOOTHED_OVER = 5


class WebRtcVad:
    """The WebRTC project's detector. Far cheaper than Silero, and fooled by noise more often."""

    window_samples = _WINDOW

    def __init__(self, *, aggressiveness: int) -> None:
        self._aggressiveness = aggressiveness

    @classmethod
    def load(cls, *, aggressiveness: int = 2) -> WebRtcVad:
        """Make the engine.

        Args:
            aggressiveness: 0 (calls most things speech) to 3 (only clear speech).

        Raises:
            ConfigError: ``aggressiveness`` is not 0, 1, 2 or 3.
        """
        if aggressiveness not in (0, 1, 2, 3):
            raise ConfigError(f"args.aggressiveness: expected 0, 1, 2 or 3, got {aggressiveness}")
        return cls(aggressiveness=aggressiveness)

    def session(self) -> WebRtcSession:
        """Start with a clean memory for one call."""
        return WebRtcSession(self._aggressiveness)


class WebRtcSession:
    """The detector's noise estimate in one call."""

    def __init__(self, aggressiveness: int) -> None:
        self._aggressiveness = aggressiveness
        self.reset()

    def speech_probability(self, window: NDArray[np.int16]) -> float:
        """Share of the last five windows that were speech; ``window`` is 320 samples at 16 kHz.

        Raises:
            AudioError: Another number of samples.
        """
        if window.shape != (_WINDOW,):
            raise AudioError(f"expected {_WINDOW} samples at 16 kHz, got shape {window.shape}")
        self._answers.append(self._vad.is_speech(window.tobytes(), _RATE_HZ))
        return sum(self._answers) / _SMOOTHED_OVER

    def reset(self) -> None:
        """Forget the audio so far."""
        import webrtcvad

        self._vad: Any = webrtcvad.Vad(self._aggressiveness)
        self._answers: deque[bool] = deque(maxlen=_SMOOTHED_OVER)


def make(context: EngineContext, *, aggressiveness: int = 2) -> WebRtcVad:
    """Make the engine for a pipeline."""
    return WebRtcVad.load(aggressiveness=aggressiveness)
