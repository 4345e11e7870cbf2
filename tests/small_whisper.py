"""A Whisper with small random weights, and what its layers are by definition, in float64."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

SIZE, HEADS, LAYERS, VOCABULARY, MLP, MELS = 32, 2, 2, 40, 64, 80
KINDS = {np.dtype(np.float32): 0, np.dtype(np.int8): 1, np.dtype(np.float16): 4}


def variables(seed: int = 1) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    found: dict[str, np.ndarray] = {}

    def linear(name: str, *shape: int) -> None:
        scale = math.prod(shape[1:]) ** -0.5
        found[f"{name}/weight"] = random.normal(0, scale, shape).astype(np.float16)
        found[f"{name}/bias"] = random.normal(0, 0.1, shape[0]).astype(np.float16)

    def norm(name: str) -> None:
        found[f"{name}/gamma"] = np.ones(SIZE, np.float16)
        found[f"{name}/beta"] = np.zeros(SIZE, np.float16)

    def half(name: str, places: int, parts: tuple[str, ...]) -> None:
        found[f"{name}/num_heads"] = np.array(HEADS, np.int8)
        encodings = random.normal(0, 1, (places, SIZE)).astype(np.float16)
        found[f"{name}/position_encodings/encodings"] = encodings
        norm(f"{name}/layer_norm")
        for layer in range(LAYERS):
            at = f"{name}/layer_{layer}"
            for part in parts:
                norm(f"{at}/{part}/layer_norm")
            linear(f"{at}/self_attention/linear_0", 3 * SIZE, SIZE)
            linear(f"{at}/self_attention/linear_1", SIZE, SIZE)
            linear(f"{at}/ffn/linear_0", MLP, SIZE)
            linear(f"{at}/ffn/linear_1", SIZE, MLP)

    half("decoder", 448, ("self_attention", "attention", "ffn"))
    words = random.normal(0, 1, (VOCABULARY, SIZE)).astype(np.float16)
    found["decoder/embeddings/weight"] = words
    for layer in range(LAYERS):
        at = f"decoder/layer_{layer}/attention"
        linear(f"{at}/linear_0", SIZE, SIZE)
        linear(f"{at}/linear_1", 2 * SIZE, SIZE)
        linear(f"{at}/linear_2", SIZE, SIZE)
    half("encoder", 1500, ("self_attention", "ffn"))
    # Neighbours are alike, as in Whisper.
    angles = np.arange(1500)[:, None] / 10_000 ** (np.arange(SIZE // 2) / (SIZE // 2 - 1))
    waves = np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float16)
    found["encoder/position_encodings/encodings"] = waves
    linear("encoder/conv1", SIZE, MELS, 3)
    linear("encoder/conv2", SIZE, SIZE, 3)
    return found


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def written(path: Path, values: dict[str, np.ndarray], *, version: int = 6) -> Path:
    parts = [struct.pack("<I", version), text("WhisperSpec"), struct.pack("<II", 3, len(values))]
    for name, value in values.items():
        parts += [text(name), struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)]
        parts += [struct.pack("<BI", KINDS[value.dtype], value.nbytes), value.tobytes()]
    path.write_bytes(b"".join(parts) + struct.pack("<I", 0))
    return path


def softmax(scores: np.ndarray) -> np.ndarray:
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / np.sqrt(2)))


def norm(x: np.ndarray) -> np.ndarray:
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)


def attend(q: np.ndarray, k: np.ndarray, v: np.ndarray, added: np.ndarray) -> np.ndarray:
    parts = [np.split(part, HEADS, axis=1) for part in (q, k, v)]
    heads = [
        softmax(a @ b.T / np.sqrt(SIZE / HEADS) + added) @ c for a, b, c in zip(*parts, strict=True)
    ]
    return np.concatenate(heads, axis=1)


class Plain:
    """Layers by their definition."""

    def __init__(self, weights: Mapping[str, Any]) -> None:
        self.weights = {name: value.astype(np.float64) for name, value in weights.items()}

    def linear(self, name: str, x: np.ndarray) -> np.ndarray:
        return x @ self.weights[f"{name}/weight"].T + self.weights[f"{name}/bias"]

    def own(self, at: str, x: np.ndarray, added: np.ndarray) -> np.ndarray:
        """Self-attention."""
        q, k, v = np.split(self.linear(f"{at}/self_attention/linear_0", norm(x)), 3, axis=1)
        return x + self.linear(f"{at}/self_attention/linear_1", attend(q, k, v, added))

    def feed_forward(self, at: str, x: np.ndarray) -> np.ndarray:
        y = gelu(self.linear(f"{at}/ffn/linear_0", norm(x)))
        return x + self.linear(f"{at}/ffn/linear_1", y)

    def logits(self, encoded: np.ndarray, tokens: list[int]) -> np.ndarray:
        """After the last token."""
        n, w = len(tokens), self.weights
        x = w["decoder/embeddings/weight"][tokens] + w["decoder/position_encodings/encodings"][:n]
        for layer in range(LAYERS):
            at = f"decoder/layer_{layer}"
            x = self.own(at, x, np.triu(np.full((n, n), -1e9), 1))
            q = self.linear(f"{at}/attention/linear_0", norm(x))
            k, v = np.split(self.linear(f"{at}/attention/linear_1", encoded), 2, axis=1)
            x = x + self.linear(f"{at}/attention/linear_2", attend(q, k, v, np.zeros(1)))
            x = self.feed_forward(at, x)
        return norm(x)[-1] @ w["decoder/embeddings/weight"].T

    def encoded(self, features: np.ndarray) -> np.ndarray:
        """Of features ``[mels, 2 n]``: ``[n, size]``."""
        x = gelu(self._convolved("encoder/conv1", features, 1))
        x = gelu(self._convolved("encoder/conv2", x, 2)).T
        x = x + self.weights["encoder/position_encodings/encodings"][: len(x)]
        for layer in range(LAYERS):
            at = f"encoder/layer_{layer}"
            x = self.feed_forward(at, self.own(at, x, np.zeros(1)))
        return norm(x)

    def _convolved(self, name: str, x: np.ndarray, stride: int) -> np.ndarray:
        weight, bias = self.weights[f"{name}/weight"], self.weights[f"{name}/bias"]
        wide = np.pad(x, ((0, 0), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(wide, 3, axis=1)[:, ::stride]
        return np.einsum("oik,itk->ot", weight, windows) + bias[:, None]
