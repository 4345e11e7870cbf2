"""Run the head of letters and digits in ONNX Runtime."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voice_agent.core.errors import ModelError
from voice_agent.core.onnx import open_onnx
from voice_agent.stt.ears.ctc import Scores
from voice_agent.stt.ears.symbols import SYMBOLS
from voice_agent.stt.network.contract import Floats

MODEL = "ears"
FILE = "ears.onnx"


class Ears:
    """One for all calls. Safe to call from several threads."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load ``ears.onnx``.

        Raises:
            ModelError: It is missing, or was trained for other symbols.
        """
        self._network = open_onnx(path, threads=threads)
        made_for = self._network.get_outputs()[0].shape[-1]
        if made_for != len(SYMBOLS):
            raise ModelError(
                f"{path}: writes {made_for} symbols, expected {len(SYMBOLS)}: "
                "train it again with voice-agent train-ears"
            )

    @property
    def size(self) -> int:
        """Size of the encoder's states that it takes."""
        return int(self._network.get_inputs()[0].shape[-1])

    def listen(self, states: Floats) -> Scores:
        """Return log-probabilities, a row for each 40 ms, of encoder states ``[frames, size]``."""
        scores: Scores = self._network.run(["scores"], {"states": states[None]})[0][0]
        return np.ascontiguousarray(scores)
