"""The network of the head."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")

from voice_agent.training.ears.network import Head, Network

pytestmark = pytest.mark.train


def test_gives_log_probabilities_every_second_frame() -> None:
    head = Head(torch.zeros(384), torch.randn(384, 96) / 20, Network(96, 7)).eval()
    scores = head(torch.randn(2, 31, 384))
    assert scores.shape == (2, 16, 7)
    assert torch.allclose(scores.exp().sum(-1), torch.ones(2, 16), atol=1e-4)
    assert sum(one.numel() for one in head.parameters()) < 500_000
