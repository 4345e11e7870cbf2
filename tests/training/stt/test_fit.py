"""A decoder that learns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_whisper import SIZE, VOCABULARY, variables, written

torch = pytest.importorskip("torch", reason="needs the 'train' extra")

from voice_agent.stt.network.decoder import GreedyDecoder, Tokens
from voice_agent.stt.network.weights import read_weights
from voice_agent.training.stt.data import Example
from voice_agent.training.stt.fit import fit
from voice_agent.training.stt.network import TextDecoder
from voice_agent.training.stt.rewrite import FILE, rewrite

pytestmark = pytest.mark.train
START, END = 38, 39


def example(seed: int) -> Example:
    """The sound has no say: the text is always the same."""
    states = np.random.default_rng(seed).normal(0, 1, (20, SIZE)).astype(np.float16)
    return Example(states, (START, 5, 6, 7, END), 1)


def test_learns_and_the_recogniser_writes_what_was_learnt(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    written(old / FILE, variables())
    weights, silence = read_weights(old / FILE), np.zeros((1500, SIZE), np.float32)
    decoder, shown = TextDecoder(weights, rank=8), list[str]()
    found = [example(seed) for seed in range(12)]
    before, after = fit(decoder, found, silence, steps=200, batch=4, seed=1, show=shown.append)
    assert after < before
    assert shown[0].startswith("before: ")
    rewrite(old, tmp_path / "new", decoder.merged())
    tokens = Tokens(START, END, VOCABULARY - 3, [], [])
    heard = example(99).states.astype(np.float32)
    texts = [
        GreedyDecoder(read_weights(folder / FILE), tokens, silence).decode(heard, [START], 6).ids
        for folder in (old, tmp_path / "new")
    ]
    assert texts[0] != (5, 6, 7)
    assert texts[1] == (5, 6, 7)
