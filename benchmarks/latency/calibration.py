"""The speed of this machine: one fixed Whisper encode, to compare results of two machines."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from voice_agent.config.models import ModelStore

MODEL = "whisper-tiny.en"
RUNS = 7


class Calibration:
    """Whisper's encoder on 30 s of the same noise, on two threads.

    It does not use the project's engines: what slows them down must not slow the yardstick down.
    Run it before and after, because machines slow down while they work.
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
