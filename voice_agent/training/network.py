"""The network: a BERT encoder (MiniLM) with five linear heads, in plain torch.

Written out rather than taken from a library so that the exported graph holds only what
serving needs, and the parameter names are those of the published weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class EncoderSize:
    """Dimensions of the encoder, from ``config.json``."""

    vocabulary: int
    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float = 1e-12

    @classmethod
    def read(cls, path: Path) -> EncoderSize:
        """Read the fields of a BERT ``config.json``."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            vocabulary=data["vocab_size"],
            hidden=data["hidden_size"],
            layers=data["num_hidden_layers"],
            heads=data["num_attention_heads"],
            inner=data["intermediate_size"],
            positions=data["max_position_embeddings"],
            epsilon=data["layer_norm_eps"],
        )


class _Embeddings(nn.Module):
    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(size.vocabulary, size.hidden)
        self.position_embeddings = nn.Embedding(size.positions, size.hidden)
        self.token_type_embeddings = nn.Embedding(2, size.hidden)
        self.LayerNorm = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        positions = self.position_embeddings.weight[: ids.shape[1]]
        total = self.word_embeddings(ids) + positions + self.token_type_embeddings(types)
        return self.dropout(self.LayerNorm(total))  # type: ignore[no-any-return]


class _Layer(nn.Module):
    def __init__(self, size: EncoderSize, dropout: float) -> None:
        super().__init__()
        self.heads = size.heads
        self.query = nn.Linear(size.hidden, size.hidden)
        self.key = nn.Linear(size.hidden, size.hidden)
        self.value = nn.Linear(size.hidden, size.hidden)
        self.attended = nn.Linear(size.hidden, size.hidden)
        self.attended_norm = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.inner = nn.Linear(size.hidden, size.inner)
        self.outer = nn.Linear(size.inner, size.hidden)
        self.outer_norm = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, hidden = states.shape

        def split(projected: Tensor) -> Tensor:
            return projected.view(batch, length, self.heads, -1).transpose(1, 2)

        query, key, value = (
            split(self.query(states)),
            split(self.key(states)),
            split(self.value(states)),
        )
        scores = query @ key.transpose(-1, -2) / (hidden // self.heads) ** 0.5
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None, None, :], float("-inf"))
        context = self.dropout(scores.softmax(-1)) @ value
        context = context.transpose(1, 2).reshape(batch, length, hidden)
        states = self.attended_norm(states + self.dropout(self.attended(context)))
        inner = functional.gelu(self.inner(states))
        return self.outer_norm(states + self.dropout(self.outer(inner)))  # type: ignore[no-any-return]


class Network(nn.Module):
    """Encoder and heads.

    Args:
        size: Dimensions of the encoder.
        heads: Output name -> number of classes; ``tags`` is per token, the others are read
            from the mean over the turn's own tokens (type 0), which sees the question
            through attention.
        dropout: Share of activations dropped in training.
    """

    def __init__(
        self, size: EncoderSize, heads: Mapping[str, int], *, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.sizes = dict(heads)
        self.embeddings = _Embeddings(size, dropout)
        self.layers = nn.ModuleList(_Layer(size, dropout) for _ in range(size.layers))
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({name: nn.Linear(size.hidden, n) for name, n in heads.items()})

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor | None = None) -> dict[str, Tensor]:
        """``ids``, ``types``: int64 ``[batch, tokens]``; ``mask``: bool, True where a token is.

        Returns:
            Output name -> logits, ``[batch, classes]``, or ``[batch, tokens, classes]`` for tags.
        """
        states = self.embeddings(ids, types)
        for layer in self.layers:
            states = layer(states, mask)
        own = types == 0 if mask is None else (types == 0) & mask
        share = own.unsqueeze(-1).to(states.dtype)
        pooled = self.dropout((states * share).sum(1) / share.sum(1))
        states = self.dropout(states)
        return {
            name: head(states if name == "tags" else pooled) for name, head in self.heads.items()
        }

    def load_base(self, path: Path) -> None:
        """Take the encoder's weights from a published ``model.safetensors``."""
        published = load_file(str(path))
        own = {
            name: published[_published_name(name)]
            for name in self.state_dict()
            if not name.startswith("heads.")
        }
        self.load_state_dict(own, strict=False)


_PUBLISHED = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "outer_norm": "output.LayerNorm",
}


def _published_name(name: str) -> str:
    if not name.startswith("layers."):
        return name
    _, number, part, kind = name.split(".")
    return f"encoder.layer.{number}.{_PUBLISHED[part]}.{kind}"


def pad(rows: list[Tensor], filler: int) -> Tensor:
    """Stack rows of unequal length, ``[batch, longest]``."""
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=filler)


def head_sizes(*, intents: int, acts: int, tags: int, escalations: int) -> dict[str, int]:
    """Output name -> number of classes, in the order of the graph's outputs."""
    return {
        "intent": intents,
        "act": acts,
        "tags": tags,
        "escalation": escalations,
        "completeness": 2,
    }
