"""How fast this machine is: one fixed Whisper encode, so that figures of two can be compared."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from voice_agent.config.models import ModelStore

MODEL = "whisper-tiny.en"
RUNS = 7


class Calibration:
    """Whisper's encoder on 30 s of the same noise, on two threads.

    It goes past the project's own engines: what makes them slower must not make the
    yardstick longer. Run it before and after, since machines slow down while they work.
    """

    def __init__(self) -> None:
        from faster_whisper import WhisperModel

        folder = ModelStore.open().path(MODEL)
        self._model: Any = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True
        )
        noise = np.random.default_rng(0).normal(0, 0.1, 30 * 16000).astype(np.float32)
        self._features = self._model.feature_extractor(noise, padding=0)[:, :3000]
        self._took: list[float] = []
        self._encode()

    def run(self, runs: int = RUNS) -> None:
        """Measure a few more times."""
        self._took += [self._encode() for _ in range(runs)]

    @property
    def ms(self) -> float:
        """Median of all runs."""
        return round(float(np.median(self._took)), 1)

    def _encode(self) -> float:
        began = time.perf_counter()
        np.asarray(self._model.encode(self._features))
        return 1000 * (time.perf_counter() - began)
