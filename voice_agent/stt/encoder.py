"""Whisper's encoder through CTranslate2, without paying for 30 seconds each time.

Whisper's encoder always reads 30 s, most of it silence after a short utterance. Here it reads
the utterance and a few seconds of silence; what it makes of more silence the decoder has already.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio import FULL_SCALE
from voice_agent.stt.decoder.contract import WHISPER_FRAMES, Floats

RATE_HZ = 16_000
_FRAME = RATE_HZ // 50
# Silence that is encoded with the utterance. With 0.3 s of it a third of the single digits that
# 30 s get right were lost, and one word in a hundred; with 4 s neither, for 12 ms more.
_PADDING = 4 * RATE_HZ
# For each length it has not seen the library compiles and keeps kernels, more than 1 MB an
# utterance: in steps of half a second there are few lengths.
_STEP = RATE_HZ // 2


class Encoder:
    """One for all calls. CTranslate2 queues calls from several threads."""

    def __init__(self, model: Any, *, short: bool = True) -> None:
        """Wrap a loaded model.

        Args:
            model: A ``faster_whisper.WhisperModel``.
            short: Encode the utterance and 4 s, not 30 s.
        """
        self._model = model
        self._short = short

    def encode(self, audio: NDArray[np.int16]) -> Floats:
        """Shape ``[frames, size]``, 20 ms a frame: of the utterance and the silence behind it."""
        padded = -(-(audio.size + _PADDING) // _STEP) * _STEP
        samples = min(padded, WHISPER_FRAMES * _FRAME)
        return self._encode(audio, samples if self._short else WHISPER_FRAMES * _FRAME)

    def silence(self) -> Floats:
        """Thirty seconds of it, shape ``[1500, size]``."""
        return self._encode(np.zeros(0, np.int16), WHISPER_FRAMES * _FRAME)

    def _encode(self, audio: NDArray[np.int16], samples: int) -> Floats:
        waveform = np.zeros(samples, dtype=np.float32)
        np.divide(audio, FULL_SCALE, out=waveform[: audio.size])
        features = self._model.feature_extractor(waveform, padding=0)
        encoded = self._model.encode(features[None, :, : features.shape[1] // 2 * 2])
        return np.ascontiguousarray(np.asarray(encoded)[0])
