"""Whisper's encoder in ONNX Runtime, at the length of the utterance.

It computes the utterance and 2 s of silence, which speech changes, and attends to the silence up
to 17.5 s, which it hardly does: see ``silence.py``.
"""

from __future__ import annotations

from copy import copy

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.onnx import open_onnx
from voice_agent.stt.network.contract import FRAME, RATE_HZ, WHISPER_FRAMES, Floats
from voice_agent.stt.network.encoder_graph import encoder_graph
from voice_agent.stt.network.features import log_mel
from voice_agent.stt.network.graph import Shape
from voice_agent.stt.network.silence import TOGETHER, Behind
from voice_agent.stt.network.weights import Weights

_PADDING = 2 * RATE_HZ
_STEP = TOGETHER * FRAME
# Farther hides soft sounds, nearer costs words: docs/results/latency.md, "How far to attend".
_ATTENDED_FRAMES = 875
# Silence beside speech, as a feature. That of pure silence changes more words (same page).
_SILENT_FEATURE = -0.8


class OnnxEncoder:
    """One for all calls; see ``Encoder``."""

    def __init__(self, weights: Weights, *, short: bool = True, threads: int = 1) -> None:
        """Quantise the weights and listen to silence.

        Args:
            weights: Of the model, as ``read_weights`` gives them.
            short: Compute the utterance and 2 s, not 30 s.
            threads: For one utterance.
        """
        from faster_whisper.feature_extractor import FeatureExtractor

        shape = Shape.of(weights, "encoder")
        mels = weights["encoder/conv1/weight"].shape[1]
        self._extractor = FeatureExtractor(feature_size=mels)
        self._places = weights["encoder/position_encodings/encodings"].astype(np.float32)
        self._network = open_onnx(encoder_graph(weights, shape), threads=threads)
        self._short = short
        self._behind = Behind.nothing(shape)
        own = [f"{part}{layer}" for layer in range(shape.layers) for part in "kv"]
        silent = np.full((mels, 2 * WHISPER_FRAMES), _SILENT_FEATURE, np.float32)
        self._silence, *found = self._run(silent, ["encoded", *(f"own_{name}" for name in own)])
        self._behind = Behind.silence(dict(zip(own, found, strict=True)), _ATTENDED_FRAMES)

    def on_threads(self, threads: int, weights: Weights) -> OnnxEncoder:
        """Return the same encoder on other threads."""
        other = copy(self)
        graph = encoder_graph(weights, Shape.of(weights, "encoder"))
        other._network = open_onnx(graph, threads=threads)
        return other

    def encode(self, audio: NDArray[np.int16], *, whole: bool = False) -> Floats:
        """See ``Encoder.encode``."""
        padded = -(-(audio.size + _PADDING) // _STEP) * TOGETHER
        short = self._short and not whole
        frames = min(padded, WHISPER_FRAMES) if short else WHISPER_FRAMES
        return self._run(log_mel(self._extractor, audio, frames), ["encoded"])[0]

    def silence(self) -> Floats:
        """See ``Encoder.silence``."""
        return self._silence

    def _run(self, features: Floats, names: list[str]) -> list[Floats]:
        frames = features.shape[1] // 2
        feed = {
            "features": features[None],
            "places": self._places[:frames],
            "weight": self._behind.weight(frames),
        }
        found: list[Floats] = self._network.run(names, feed | self._behind.after(frames))
        return found
