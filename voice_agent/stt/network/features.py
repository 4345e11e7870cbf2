"""Sound as Whisper's encoder takes it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import FULL_SCALE
from voice_agent.stt.network.contract import Floats

_FFT, _HOP = 400, 160


def log_mel(extractor: Any, audio: NDArray[np.int16], frames: int) -> Floats:
    """Return features ``[mels, 2 frames]`` of the audio and the silence after it.

    Args:
        extractor: A ``faster_whisper.feature_extractor.FeatureExtractor``.
        audio: At 16 kHz, shape (n,), no longer than the frames.
        frames: Of 20 ms.
    """
    # All of the silence looks like the first of its frames that no sound reaches into.
    heard = min(2 * frames, -(-(audio.size + _FFT // 2) // _HOP) + 1)
    waveform = np.zeros(heard * _HOP, dtype=np.float32)
    size = min(audio.size, waveform.size)
    np.divide(audio[:size], FULL_SCALE, out=waveform[:size])
    features: Floats = extractor(waveform, padding=0)
    silent = np.repeat(features[:, -1:], 2 * frames - heard, axis=1)
    return np.concatenate((features, silent), axis=1)
