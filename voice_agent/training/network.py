"""The network: ``transformers.BertModel`` (MiniLM) with five linear heads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging

# Plain matrix products, which the graph optimiser and the int8 kernels know. Sentences are so
# short that fused attention would gain nothing in training.
ATTENTION = "eager"


def load_encoder(folder: Path) -> BertModel:
    """Read ``config.json`` and ``model.safetensors`` from ``folder``, never from the network."""
    # Its report names the pooler, which is left out on purpose.
    verbosity, progress = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        return BertModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation=ATTENTION, local_files_only=True
        )
    finally:
        logging.set_verbosity(verbosity)
        if progress:
            logging.enable_progress_bar()


class Network(nn.Module):
    """Encoder and heads.

    Args:
        encoder: A BERT without pooling layer. Its configuration sets the dropout, also of
            what the heads read.
        heads: Output name -> number of classes; ``tags`` is per token, the others are read
            from the mean over the turn's own tokens (type 0), which sees the question
            through attention.
    """

    def __init__(self, encoder: BertModel, heads: Mapping[str, int]) -> None:
        super().__init__()
        self.sizes = dict(heads)
        self.encoder = encoder
        self.dropout = nn.Dropout(encoder.config.hidden_dropout_prob)
        hidden = encoder.config.hidden_size
        self.heads = nn.ModuleDict({name: nn.Linear(hidden, n) for name, n in heads.items()})

    @property
    def embeddings(self) -> Any:
        """Word, position and type vectors of the encoder, ``BertEmbeddings``."""
        return self.encoder.embeddings

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor | None = None) -> dict[str, Tensor]:
        """``ids``, ``types``: int64 ``[batch, tokens]``; ``mask``: bool, True where a token is.

        Returns:
            Output name -> logits, ``[batch, classes]``, or ``[batch, tokens, classes]`` for tags.
        """
        encoded = self.encoder(ids, attention_mask=mask, token_type_ids=types)
        states = encoded.last_hidden_state
        own = types == 0 if mask is None else (types == 0) & mask
        share = own.unsqueeze(-1).to(states.dtype)
        pooled = self.dropout((states * share).sum(1) / share.sum(1))
        states = self.dropout(states)
        return {
            name: head(states if name == "tags" else pooled) for name, head in self.heads.items()
        }


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
