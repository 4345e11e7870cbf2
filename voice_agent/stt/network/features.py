"""Sound as Whisper's encoder takes it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.pcm import FULL_SCALE
from voice_agent.stt.network.contract import FRAME, Floats


def log_mel(extractor: Any, audio: NDArray[np.int16], frames: int) -> Floats:
    """Return features ``[mels, 2 frames]`` of the audio and the silence after it.

    Args:
        extractor: A ``faster_whisper.feature_extractor.FeatureExtractor``.
        audio: At 16 kHz, shape (n,), no longer than the frames.
        frames: Of 20 ms.
    """
    waveform = np.zeros(frames * FRAME, dtype=np.float32)
    np.divide(audio, FULL_SCALE, out=waveform[: audio.size])
    features: Floats = extractor(waveform, padding=0)[:, : 2 * frames]
    return features
