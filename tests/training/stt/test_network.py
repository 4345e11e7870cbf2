"""The decoder in PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_whisper import SIZE, Plain, variables

torch = pytest.importorskip("torch", reason="needs the 'train' extra")

from voice_agent.stt.network.silence import TOGETHER
from voice_agent.training.stt.network import Adapted, TextDecoder

pytestmark = pytest.mark.train


def heard(frames: int, seed: int = 3) -> Any:
    return np.random.default_rng(seed).normal(0, 1, (frames, SIZE)).astype(np.float32)


def test_computes_what_whisper_computes() -> None:
    weights = variables()
    decoder, silence = TextDecoder(weights, rank=2).eval(), np.zeros((1500, SIZE), np.float32)
    states = [heard(40), heard(30, seed=4)]
    scores = decoder(torch.tensor([[1, 2, 3], [4, 5, 6]]), decoder.sound(states, silence))
    for row, one, tokens in zip(scores, states, ([1, 2, 3], [4, 5, 6]), strict=True):
        whole = np.concatenate([one, silence[len(one) :]])
        wanted = Plain(weights).logits(whole, tokens)
        assert row[-1].detach().numpy() == pytest.approx(wanted, abs=1e-2)


def test_silence_after_a_sound_counts_for_all_its_frames() -> None:
    decoder = TextDecoder(variables(), rank=2)
    sound = decoder.sound([heard(42)], heard(1500))
    rest = (1500 - 45) // TOGETHER
    assert sound.weight.shape == (1, 42 + rest)
    assert float(sound.weight.exp().sum()) == pytest.approx(42 + TOGETHER * rest, rel=1e-4)


def test_merged_does_the_same_as_both_layers() -> None:
    torch.manual_seed(1)
    layer = Adapted(torch.randn(4, 6), torch.randn(4), 2).eval()
    x = torch.randn(3, 6)
    assert torch.allclose(layer(x), x @ layer.weight.T + layer.bias)
    torch.nn.init.normal_(layer.up)
    assert torch.allclose(layer(x), x @ layer.merged().T + layer.bias, atol=1e-5)


def test_only_the_low_rank_layers_learn() -> None:
    decoder = TextDecoder(variables(), rank=2)
    assert {name.rsplit(".", 1)[1] for name, _ in decoder.named_parameters()} == {"down", "up"}
    assert sorted(decoder.merged())[0] == "decoder/layer_0/attention/linear_0/weight"
