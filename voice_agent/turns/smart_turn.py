"""Daily's smart-turn v3 (BSD-2-Clause): does this sound like the end of a turn?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import FULL_SCALE
from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import AudioError, ModelError
from voice_agent.core.onnx import open_onnx

_RATE_HZ = 16_000
_SAMPLES = 8 * _RATE_HZ
_FFT, _HOP = 400, 160
_VARIANCE_AT_LEAST = 1e-7


class SmartTurn:
    """The sound of a finished turn: intonation, last syllable, breath. One model for all calls."""

    def __init__(self, session: Any) -> None:
        # Slow to import: only pipelines with this engine wait for it.
        from faster_whisper.feature_extractor import FeatureExtractor

        self._session = session
        self._log_mel = FeatureExtractor(chunk_length=8)

    @classmethod
    def load(cls, path: Path, *, threads: int = 1) -> SmartTurn:
        """Load a smart-turn v3 ONNX file.

        Raises:
            ModelError: The file is missing or is another model.
        """
        session = open_onnx(path, threads=threads)
        inputs = {item.name for item in session.get_inputs()}
        if inputs != {"input_features"}:
            raise ModelError(f"{path}: not a smart-turn v3 model: its inputs are {sorted(inputs)}")
        return cls(session)

    def completeness(self, audio: NDArray[np.int16]) -> float:
        """Return the probability 0..1 that the turn is over.

        Args:
            audio: The turn so far at 16 kHz, shape (n,); the last 8 s are used. It was trained
                with 0.2 s of silence after the last word, and tells breaths from ends as well
                0.1 s after it; zeros in place of the rest make it worse.

        Raises:
            AudioError: No audio, or not mono.
        """
        if audio.ndim != 1 or not audio.size:
            raise AudioError(f"expected mono samples of one turn, got shape {audio.shape}")
        turn = np.zeros(_SAMPLES, dtype=np.float32)
        last = audio[-_SAMPLES:]
        np.divide(last, FULL_SCALE, out=turn[_SAMPLES - last.size :])
        turn = (turn - turn.mean()) / np.sqrt(turn.var() + _VARIANCE_AT_LEAST)
        features = self._features(turn, _SAMPLES - last.size)
        output = self._session.run(None, {"input_features": features[None]})[0]
        return float(output.reshape(-1)[0])

    def _features(self, turn: NDArray[np.float32], lead: int) -> NDArray[np.float32]:
        """Return the log-mel spectrogram, shape (80, 800); the first ``lead`` samples are alike."""
        # So are the frames that lie wholly within them: one is computed and repeated.
        alike = max(0, (lead - _FFT // 2) // _HOP)
        heard = self._log_mel(turn[alike * _HOP :], padding=0)
        return np.concatenate((np.repeat(heard[:, :1], alike, axis=1), heard), axis=1)


def make(context: EngineContext, *, model: str = "smart-turn-v3.2", threads: int = 1) -> SmartTurn:
    """Make the engine for a pipeline."""
    return SmartTurn.load(context.models.path(model), threads=threads)
