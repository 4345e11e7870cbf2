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
from voice_agent.vad.gate import HOLD, UNSURE, Gate
from voice_agent.vad.silero_graph import SAMPLES, STATE, silero_graph

_RATE_HZ = 16_000
_WINDOW = 512
_CONTEXT = SAMPLES - _WINDOW

# The recurrent state drifts over music and long noise until it misses the speech that
# follows, so it is cleared now and then, but only deep inside a pause: pauses within a
# sentence last up to 0.55 s, and a reset inside speech costs the network its bearings.
_RESET_EVERY = 2 * _RATE_HZ // _WINDOW
_RESET_AFTER_QUIET = HOLD


class SileroVad:
    """Silero VAD on onnxruntime: one model for all calls, a state for each call.

    Args:
        session: The network.
        gate: Whether it is spared a silent line.
    """

    window_samples = _WINDOW

    def __init__(self, session: Any, *, gate: bool = True) -> None:
        self._session = session
        self._gate = gate

    @classmethod
    def load(cls, path: Path, *, threads: int = 1, gate: bool = True) -> SileroVad:
        """Load ``silero_vad.onnx``, version 5 or 6.

        Raises:
            ModelError: The file is missing or is another model.
        """
        return cls(open_onnx(silero_graph(path), threads=threads), gate=gate)

    def session(self) -> SileroSession:
        """Start with a clean state for one call."""
        return SileroSession(self._session, Gate() if self._gate else None)


class SileroSession:
    """The network's state in one call.

    Windows that a gate keeps from the network are heard later, all in their order, by the window
    that opens it: then the network is in the state in which it would have been anyway. Few are
    left to be heard, because the state is cleared on a silent line every two seconds.

    Attributes:
        ran: Windows that the network has heard.
    """

    _state: NDArray[np.float32]
    _since_reset: int
    _quiet: int

    def __init__(self, session: Any, gate: Gate | None = None) -> None:
        self._session = session
        self._gate = gate
        self._unheard: list[NDArray[np.int16]] = []
        self.ran = 0
        self._input = np.zeros((1, SAMPLES), dtype=np.float32)
        self.reset()

    def speech_probability(self, window: NDArray[np.int16]) -> float:
        """Return the probability that the next 512 samples at 16 kHz are speech.

        Raises:
            AudioError: Another number of samples.
        """
        if window.shape != (_WINDOW,):
            raise AudioError(f"expected {_WINDOW} samples at 16 kHz, got shape {window.shape}")
        if self._gate is not None and self._gate.closed(window):
            self._unheard.append(window)
            self._reset_if_due(0.0)
            return 0.0
        for earlier in self._unheard:
            self._run(earlier)
        self._unheard.clear()
        probability = self._run(window)
        if self._gate is not None:
            self._gate.heard(probability)
        self._reset_if_due(probability)
        return probability

    def reset(self) -> None:
        """Forget the audio so far."""
        self._state = np.zeros((2, 1, STATE), dtype=np.float32)
        self._input.fill(0.0)
        self._unheard.clear()
        self._since_reset = 0
        self._quiet = 0

    def _run(self, window: NDArray[np.int16]) -> float:
        self.ran += 1
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        np.divide(window, FULL_SCALE, out=self._input[0, _CONTEXT:])
        output, self._state = self._session.run(None, {"input": self._input, "state": self._state})
        return float(output[0, 0])

    def _reset_if_due(self, probability: float) -> None:
        self._since_reset += 1
        self._quiet = self._quiet + 1 if probability < UNSURE else 0
        if self._since_reset >= _RESET_EVERY and self._quiet >= _RESET_AFTER_QUIET:
            self.reset()


def make(context: EngineContext, *, model: str = "silero-vad", gate: bool = True) -> SileroVad:
    """Make the engine for a pipeline; ``gate`` spares it a silent line."""
    return SileroVad.load(context.models.path(model), gate=gate)
