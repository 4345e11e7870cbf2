"""The head: a small convolutional network from encoder states to symbols. Needs extra ``train``.

The encoder has seen the whole utterance already, so a second of context is enough, and convolutions
train several times faster than a recurrent network on a CPU.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

SIZE = 384
STRIDE = 2
_WIDTH = 160
_KERNEL = 5
_DILATIONS = (1, 2, 4, 1, 2, 4)
_DROP = 0.1


class Block(nn.Module):
    """Look around in each channel, then mix the channels, beside what came in."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        reach = dilation * (_KERNEL - 1) // 2
        self.around = nn.Conv1d(
            _WIDTH, _WIDTH, _KERNEL, padding=reach, dilation=dilation, groups=_WIDTH
        )
        self.even = nn.BatchNorm1d(_WIDTH)
        self.mix = nn.Conv1d(_WIDTH, _WIDTH, 1)
        self.drop = nn.Dropout(_DROP)

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` and what was found around."""
        return x + self.drop(torch.relu(self.mix(self.even(self.around(x)))))


class Head(nn.Module):
    """Encoder states ``[batch, frames, size]`` to log-probabilities of symbols, each 40 ms."""

    def __init__(self, symbols: int, mean: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.narrow = nn.Conv1d(SIZE, _WIDTH, 3, stride=STRIDE, padding=1)
        self.blocks = nn.Sequential(*(Block(one) for one in _DILATIONS))
        self.even = nn.BatchNorm1d(_WIDTH)
        self.out = nn.Conv1d(_WIDTH, symbols, 1)

    def forward(self, states: Tensor) -> Tensor:
        """Return the log-probabilities."""
        x = ((states - self.mean) * self.scale).transpose(1, 2)
        x = self.blocks(torch.relu(self.narrow(x)))
        return self.out(self.even(x)).transpose(1, 2).log_softmax(-1)
