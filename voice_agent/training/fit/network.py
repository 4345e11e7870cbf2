"""The network: ``transformers.BertModel`` (MiniLM) with linear heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging

ATTENTION = "sdpa"
# Plain matrix products, which the graph optimiser and the int8 kernels support.
EXPORTED_ATTENTION = "eager"


def load_encoder(folder: Path) -> BertModel:
    """Read ``config.json`` and ``model.safetensors`` from ``folder``, never from the network."""
    with quiet():
        return BertModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation=ATTENTION, local_files_only=True
        )


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from drawing bars and from warning that the pooler is left out."""
    verbosity, progress = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if progress:
            logging.enable_progress_bar()


class Network(nn.Module):
    """Encoder and heads.

    Args:
        encoder: A BERT without pooling layer. Its configuration sets the dropout, also before
            the heads.
        heads: Output name -> number of classes, ``Labels.heads``; ``tags`` is per token, the
            others are read from the mean over the turn's own tokens (type 0), which sees the
            question through attention.
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
        """Run encoder and heads.

        ``ids`` and ``types`` are int64 ``[batch, tokens]``; ``mask`` is bool, True where a token
        is.

        Returns:
            Output name -> logits, ``[batch, classes]``, or ``[batch, tokens, classes]`` for tags.
        """
        return self.read(*self.encode(ids, types, mask))

    def encode(
        self, ids: Tensor, types: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Return states ``[batch, tokens, hidden]`` and their mean over the turn's tokens."""
        encoded = self.encoder(ids, attention_mask=mask, token_type_ids=types)
        states = encoded.last_hidden_state
        own = types == 0 if mask is None else (types == 0) & mask
        share = own.unsqueeze(-1).to(states.dtype)
        return states, (states * share).sum(1) / share.sum(1)

    def read(self, states: Tensor, mean: Tensor) -> dict[str, Tensor]:
        """Return the heads' logits of what ``encode`` returns."""
        states, mean = self.dropout(states), self.dropout(mean)
        return {name: head(states if name == "tags" else mean) for name, head in self.heads.items()}


def exportable(network: Network) -> Network:
    """Copy a network's weights to a plain one with the attention that the graph needs."""
    config = deepcopy(network.encoder.config)
    config._attn_implementation = EXPORTED_ATTENTION
    encoder = BertModel(config, add_pooling_layer=False)
    plain = Network(encoder, network.sizes)
    weights = network.state_dict()
    plain.load_state_dict({name: weights[name] for name in plain.state_dict()})
    return plain.eval()


def pad(rows: list[Tensor], filler: int) -> Tensor:
    """Stack rows of unequal length, ``[batch, longest]``."""
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=filler)
