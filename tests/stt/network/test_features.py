from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from voice_agent.stt.network.contract import FRAME
from voice_agent.stt.network.features import log_mel


def test_the_audio_is_scaled_and_followed_by_silence() -> None:
    given: dict[str, Any] = {}

    def extractor(waveform: np.ndarray, padding: int) -> np.ndarray:
        given.update(waveform=waveform.copy(), padding=padding)
        return np.zeros((80, waveform.size // 160), np.float32)

    audio = np.array([-32768, 0, 16384], np.int16)
    features = log_mel(extractor, audio, 100)
    assert given["waveform"].dtype == np.float32
    assert given["waveform"][:4].tolist() == [-1.0, 0.0, 0.5, 0.0]
    assert given["padding"] == 0
    assert features.shape == (80, 200), "two for each frame of 20 ms"


@pytest.mark.parametrize("samples", [0, 3, 4000, 15_900, 16_000])
def test_silence_that_is_not_computed_looks_like_silence_that_is(samples: int) -> None:
    extractor = FeatureExtractor()
    audio = np.random.default_rng(1).normal(0, 900, samples).astype(np.int16)
    whole = np.zeros(50 * FRAME, np.float32)
    whole[:samples] = audio / 32768
    expected = extractor(whole, padding=0)[:, :100]
    np.testing.assert_allclose(log_mel(extractor, audio, 50), expected, atol=1e-6)
