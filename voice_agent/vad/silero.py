"""Silero VAD: a small recurrent network, one probability for each 32 ms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import FULL_SCALE
from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import AudioError
from voice_agent.core.onnx import open_onnx
from voice_agent.vad.gate import GatedVad
from voice_agent.vad.silero_graph import SAMPLES, STATE, silero_graph

_RATE_HZ = 16_000
_WINDOW = 512
_CONTEXT = SAMPLES - _WINDOW

# The recurrent state drifts over music and long noise until it misses the speech that
# follows, so it is cleared now and then, but only deep inside a pause: pauses within a
# sentence last up to 0.55 s, and a reset inside speech costs the network its bearings.
_RESET_EVERY = 2 * _RATE_HZ // _WINDOW
_RESET_BELOW = 0.1
_RESET_AFTER_QUIET = 18


class SileroVad:
    """Silero VAD on onnxruntime: one model for all calls, a state for each call."""

    window_samples = _WINDOW

    def __init__(self, session: Any) -> None:
        self._session = session

    @classmethod
    def load(cls, path: Path, *, threads: int = 1) -> SileroVad:
        """Load ``silero_vad.onnx``, version 5 or 6.

        Raises:
            ModelError: The file is missing or is another model.
        """
        return cls(open_onnx(silero_graph(path), threads=threads))

    def session(self) -> SileroSession:
        """Start with a clean state for one call."""
        return SileroSession(self._session)


class SileroSession:
    """The network's state in one call."""

    _state: NDArray[np.float32]
    _since_reset: int
    _quiet: int

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = np.zeros((1, SAMPLES), dtype=np.float32)
        self.reset()

    def speech_probability(self, window: NDArray[np.int16]) -> float:
        """Return the probability that the next 512 samples at 16 kHz are speech.

        Raises:
            AudioError: Another number of samples.
        """
        if window.shape != (_WINDOW,):
            raise AudioError(f"expected {_WINDOW} samples at 16 kHz, got shape {window.shape}")
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        np.divide(window, FULL_SCALE, out=self._input[0, _CONTEXT:])
        output, self._state = self._session.run(None, {"input": self._input, "state": self._state})
        probability = float(output[0, 0])
        self._reset_if_due(probability)
        return probability

    def reset(self) -> None:
        """Forget the audio so far."""
        self._state = np.zeros((2, 1, STATE), dtype=np.float32)
        self._input.fill(0.0)
        self._since_reset = 0
        self._quiet = 0

    def _reset_if_due(self, probability: float) -> None:
        self._since_reset += 1
        self._quiet = self._quiet + 1 if probability < _RESET_BELOW else 0
        if self._since_reset >= _RESET_EVERY and self._quiet >= _RESET_AFTER_QUIET:
            self.reset()


def make(
    context: EngineContext, *, model: str = "silero-vad", gate: bool = False
) -> SileroVad | GatedVad:
    """Make the engine for a pipeline; ``gate`` spares it a silent line, at some risk."""
    engine = SileroVad.load(context.models.path(model))
    return GatedVad(engine) if gate else engine
