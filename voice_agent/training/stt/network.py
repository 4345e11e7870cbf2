"""Whisper's decoder in PyTorch, with low-rank layers that learn. Needs the extra ``train``.

Only the attention's projections learn (Hu et al. 2021, LoRA, arXiv 2106.09685), and of the
attention to the sound only queries and output: its keys and values stay as they are.
Merged, the layers are weights like those before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from voice_agent.stt.network.contract import WHISPER_FRAMES, Floats
from voice_agent.stt.network.graph import Shape
from voice_agent.stt.network.silence import TOGETHER
from voice_agent.stt.network.weights import Weights

_DROP = 0.05
_STRENGTH = 2.0


@dataclass(frozen=True, slots=True)
class Sound:
    """What the decoder attends to in a batch.

    Attributes:
        keys: Per layer ``[batch, heads, frames, per head]``.
        values: The same shape.
        weight: Added to the attention: how many frames each one represents, ``[batch, frames]``.
    """

    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    weight: Tensor


class Adapted(nn.Module):
    """A linear layer that stays as it is, and one of low rank beside it that learns."""

    weight: Tensor
    bias: Tensor

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) * weight.shape[1] ** -0.5)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))
        self.drop = nn.Dropout(_DROP)

    def forward(self, x: Tensor) -> Tensor:
        """Return the sum of both."""
        plain = functional.linear(x, self.weight, self.bias)
        low = functional.linear(self.drop(x), self.down)
        return plain + _STRENGTH * functional.linear(low, self.up)

    def merged(self) -> Tensor:
        """Return the weight of one layer that does the same."""
        return self.weight + _STRENGTH * self.up @ self.down


class TextDecoder(nn.Module):
    """From tokens and sound to what comes next."""

    def __init__(self, weights: Weights, *, rank: int) -> None:
        """Take the weights of a model, as ``read_weights`` gives them."""
        super().__init__()
        self._shape = Shape.of(weights, "decoder")
        self._fixed = {
            name: torch.from_numpy(np.array(values, np.float32))
            for name, values in weights.items()
            if name.startswith("decoder/") and values.ndim
        }
        self._names = [
            f"decoder/layer_{layer}/{part}"
            for layer in range(self._shape.layers)
            for part in (
                "self_attention/linear_0",
                "self_attention/linear_1",
                "attention/linear_0",
                "attention/linear_2",
            )
        ]
        self.adapted = nn.ModuleList(
            Adapted(self._fixed[f"{name}/weight"], self._fixed[f"{name}/bias"], rank)
            for name in self._names
        )
        self._at = {name: at for at, name in enumerate(self._names)}

    def sound(self, states: Sequence[Floats], silence: Floats) -> Sound:
        """Return what to attend to: each sound, and silence after it up to 30 s.

        Args:
            states: Encoder states, each ``[frames, size]``.
            silence: 30 s of it, ``[1500, size]``.
        """
        rows, weights = [], []
        for one in states:
            # As in ``Behind``: five frames of silence are one that counts five times.
            begin = -(-len(one) // TOGETHER) * TOGETHER
            after = silence[begin:WHISPER_FRAMES].reshape(-1, TOGETHER, silence.shape[1]).mean(1)
            rows.append(torch.from_numpy(np.concatenate([one, after]).astype(np.float32)))
            weight = torch.zeros(len(rows[-1]))
            weight[len(one) :] = float(np.log(TOGETHER))
            weights.append(weight)
        heard = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        weight = nn.utils.rnn.pad_sequence(weights, batch_first=True, padding_value=-1e9)
        keys, values = [], []
        with torch.no_grad():
            for layer in range(self._shape.layers):
                both = self._linear(f"decoder/layer_{layer}/attention/linear_1", heard)
                key, value = (self._heads(part) for part in both.chunk(2, -1))
                keys.append(key)
                values.append(value)
        return Sound(tuple(keys), tuple(values), weight)

    def forward(self, tokens: Tensor, sound: Sound) -> Tensor:
        """Return scores of the token after each one, ``[batch, tokens, vocabulary]``."""
        count = tokens.shape[1]
        embedding = self._fixed["decoder/embeddings/weight"]
        x = embedding[tokens] + self._fixed["decoder/position_encodings/encodings"][:count]
        later = torch.triu(torch.full((count, count), -1e9), 1)
        for layer in range(self._shape.layers):
            place = f"decoder/layer_{layer}"
            y = self._linear(
                f"{place}/self_attention/linear_0", self._norm(x, f"{place}/self_attention")
            )
            query, key, value = (self._heads(part) for part in y.chunk(3, -1))
            y = self._attend(query, key, value, later)
            x = x + self._linear(f"{place}/self_attention/linear_1", y)
            y = self._linear(f"{place}/attention/linear_0", self._norm(x, f"{place}/attention"))
            y = self._attend(
                self._heads(y),
                sound.keys[layer],
                sound.values[layer],
                sound.weight[:, None, None, :],
            )
            x = x + self._linear(f"{place}/attention/linear_2", y)
            y = self._linear(f"{place}/ffn/linear_0", self._norm(x, f"{place}/ffn"))
            x = x + self._linear(f"{place}/ffn/linear_1", functional.gelu(y))
        return functional.linear(self._norm(x, "decoder"), embedding)

    def merged(self) -> dict[str, Floats]:
        """Return the weights that have learnt, by the names of the model's variables."""
        return {
            f"{name}/weight": layer.merged().detach().numpy()
            for name, layer in zip(self._names, self.adapted, strict=True)
            if isinstance(layer, Adapted)
        }

    def _linear(self, name: str, x: Tensor) -> Tensor:
        if name in self._at:
            found: Tensor = self.adapted[self._at[name]](x)
            return found
        return functional.linear(x, self._fixed[f"{name}/weight"], self._fixed[f"{name}/bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        gamma, beta = (self._fixed[f"{name}/layer_norm/{part}"] for part in ("gamma", "beta"))
        return functional.layer_norm(x, gamma.shape, gamma, beta)

    def _heads(self, x: Tensor) -> Tensor:
        batch, count, _ = x.shape
        return x.view(batch, count, self._shape.heads, self._shape.per_head).transpose(1, 2)

    def _attend(self, query: Tensor, key: Tensor, value: Tensor, added: Tensor) -> Tensor:
        scores = query @ key.transpose(-1, -2) * self._shape.per_head**-0.5 + added
        seen = (scores.softmax(-1) @ value).transpose(1, 2)
        together: Tensor = seen.reshape(*seen.shape[:2], self._shape.size)
        return together
