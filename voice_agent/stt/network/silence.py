"""Silence that is attended to without being computed.

Whisper was trained on 30 s, most of which is silence after a short utterance. Keys and values of
that silence are known once and for all; what is computed for each utterance only attends to
them. Five frames of silence become one that counts five times.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from voice_agent.stt.network.contract import WHISPER_FRAMES, Floats
from voice_agent.stt.network.graph import Shape

TOGETHER = 5
"""Frames of silence that become one; chosen in docs/results/latency.md, "How far to attend"."""


class Behind:
    """Keys and values of the silence after the sound, in each layer."""

    def __init__(self, values: Mapping[str, Floats]) -> None:
        """Take them as they are attended to: per layer n ``k{n}`` and ``v{n}``."""
        self._values = dict(values)
        self._count = values["v0"].shape[1]

    @classmethod
    def nothing(cls, shape: Shape) -> Behind:
        """Return an empty cache."""
        heads, size = shape.heads, shape.per_head
        keys, values = (
            np.zeros((heads, size, 0), np.float32),
            np.zeros((heads, 0, size), np.float32),
        )
        layers = range(shape.layers)
        return cls({f"k{n}": keys for n in layers} | {f"v{n}": values for n in layers})

    @classmethod
    def silence(cls, found: Mapping[str, Floats], up_to: int = WHISPER_FRAMES) -> Behind:
        """Take 30 s: keys ``[heads, per head, 1500]`` and values ``[heads, 1500, per head]``.

        Args:
            found: The keys and values.
            up_to: Frames from the beginning of the sound; nothing follows them.
        """
        frames = np.arange(up_to)
        kept = {name: values.take(frames, _axis(name)) for name, values in found.items()}
        return cls({name: _together(values, _axis(name)) for name, values in kept.items()})

    def after(self, frames: int) -> dict[str, Floats]:
        """Return what follows that many frames of sound, as ``behind_k{n}`` and ``behind_v{n}``."""
        start = -(-frames // TOGETHER)
        rest = {
            name: values[:, :, start:] if _axis(name) == 2 else values[:, start:]
            for name, values in self._values.items()
        }
        return {f"behind_{name}": np.ascontiguousarray(part) for name, part in rest.items()}

    def weight(self, frames: int) -> Floats:
        """Return the logarithm of how many frames each one represents, those of the sound first."""
        start = -(-frames // TOGETHER)
        weight = np.zeros(frames + max(0, self._count - start), np.float32)
        weight[frames:] = np.log(TOGETHER)
        return weight


def _axis(name: str) -> int:
    """Return the index of the frame axis."""
    return 2 if name.startswith("k") else 1


def _together(values: Floats, axis: int) -> Floats:
    """Average every five frames: attention scores are linear in keys and values."""
    heads, *sizes = values.shape
    sizes[axis - 1 : axis] = [sizes[axis - 1] // TOGETHER, TOGETHER]
    grouped: Floats = values.reshape(heads, *sizes).mean(axis=axis + 1)
    return grouped
