"""Examples of a voice on a line."""

from __future__ import annotations

import itertools
import random

import numpy as np

from voice_agent.training.stt.data import examples


class Network:
    def encode(self, audio: np.ndarray, *, whole: bool = False) -> np.ndarray:
        return np.ones((audio.size // 320 + 400, 8), np.float32)

    def silence(self) -> np.ndarray:
        return np.zeros((1500, 8), np.float32)


def say(text: str, dice: random.Random) -> np.ndarray:
    if "balance" in text:
        return np.zeros(0, np.int16)  # The voice has failed.
    return (5000 * np.sin(np.arange(8000) / 3)).astype(np.int16)


def test_examples() -> None:
    made = examples(
        say,
        Network(),
        lambda text: [ord(one) for one in text],
        ["what is my balance"],
        ["anna"],
        [[1], [2, 3, 1]],
        9,
        seed=1,
    )
    found = list(itertools.islice(made, 12))
    assert {one.prompt for one in found} == {1, 3}
    for one in found:
        assert one.states.shape == (70 + 100, 8)
        assert one.states.dtype == np.float16
        assert one.tokens[one.prompt - 1 :][0] == 1
        assert one.tokens[-1] == 9
    assert not any("balance" in "".join(map(chr, one.tokens)) for one in found)
