"""The head: a small convolutional network from encoder states to symbols. Needs extra ``train``.

The encoder has seen the whole utterance already, so a second of context is enough, and convolutions
train several times faster than a recurrent network on a CPU. States are first projected on their
principal components, which are computed once and not trained.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

STRIDE = 2
_WIDTH = 96
_DILATIONS = (1, 2, 4, 8, 1)
_DROP = 0.1


class Block(nn.Module):
    """Look at what is some steps before and after, beside what came in."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.even = nn.BatchNorm1d(_WIDTH)
        self.around = nn.Conv1d(_WIDTH, _WIDTH, 3, padding=dilation, dilation=dilation)
        self.drop = nn.Dropout(_DROP)

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` and what was found around."""
        found: Tensor = x + self.drop(torch.relu(self.around(self.even(x))))
        return found


class Network(nn.Module):
    """Components ``[batch, frames, components]`` to log-probabilities of symbols, each 40 ms."""

    def __init__(self, components: int, symbols: int) -> None:
        super().__init__()
        self.narrow = nn.Conv1d(components, _WIDTH, 3, stride=STRIDE, padding=1)
        self.blocks = nn.Sequential(*(Block(one) for one in _DILATIONS))
        self.even = nn.BatchNorm1d(_WIDTH)
        self.out = nn.Conv1d(_WIDTH, symbols, 1)

    def forward(self, components: Tensor) -> Tensor:
        """Return the log-probabilities."""
        x = self.blocks(torch.relu(self.narrow(components.transpose(1, 2))))
        scores: Tensor = self.out(self.even(x)).transpose(1, 2).log_softmax(-1)
        return scores


class Head(nn.Module):
    """Encoder states ``[batch, frames, size]`` to log-probabilities of symbols."""

    mean: Tensor
    basis: Tensor

    def __init__(self, mean: Tensor, basis: Tensor, network: Network) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("basis", basis)
        self.network = network

    def forward(self, states: Tensor) -> Tensor:
        """Return the log-probabilities."""
        scores: Tensor = self.network((states - self.mean) @ self.basis)
        return scores
