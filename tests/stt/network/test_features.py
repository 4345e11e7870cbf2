from __future__ import annotations

from typing import Any

import numpy as np

from voice_agent.stt.network.contract import FRAME
from voice_agent.stt.network.features import log_mel


def test_the_audio_is_scaled_and_filled_up_with_silence() -> None:
    given: dict[str, Any] = {}

    def extractor(waveform: np.ndarray, padding: int) -> np.ndarray:
        given.update(waveform=waveform.copy(), padding=padding)
        return np.arange(80 * 300, dtype=np.float32).reshape(80, 300)

    audio = np.array([-32768, 0, 16384], np.int16)
    features = log_mel(extractor, audio, 100)
    assert given["waveform"].dtype == np.float32
    assert given["waveform"].size == 100 * FRAME
    assert given["waveform"][:4].tolist() == [-1.0, 0.0, 0.5, 0.0]
    assert given["padding"] == 0
    assert features.shape == (80, 200), "two for each frame of 20 ms"
    assert features[0].tolist() == list(range(200))
