"""Examples for the head."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy as np
import pytest

from voice_agent.stt.ears.symbols import SYMBOLS
from voice_agent.training.ears.data import Example, examples, read_shards, write_shard


class Frames:
    """Stands for an encoder; each frame says how loud it was."""

    def encode(self, audio: np.ndarray, *, whole: bool = False) -> np.ndarray:
        frames = audio[: audio.size // 320 * 320].reshape(-1, 320)
        loud = np.abs(frames.astype(np.float32)).mean(axis=1)
        return np.pad(np.repeat(loud[:, None], 4, axis=1), ((0, 100), (0, 0)))

    def silence(self) -> np.ndarray:
        return np.zeros((1500, 4), np.float32)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs the package espeak-ng")
def test_makes_examples() -> None:
    made = examples(Frames(), None, ["espeak"], ["isla", "santos"], seed=3)
    found = list(itertools.islice(made, 12))
    assert all(one.states.dtype == np.float16 and one.states.shape[1] == 4 for one in found)
    assert all(10 < len(one.states) < 900 for one in found)
    assert all(one.labels.max(initial=1) < len(SYMBOLS) for one in found)
    assert sum(len(one.labels) for one in found) > 12
    # Ten frames after the utterance, which is silent there.
    assert all(len(one.states) > 2 * len(one.labels) for one in found)


def test_shards_keep_examples(tmp_path: Path) -> None:
    made = [
        Example(np.full((frames, 4), frames, np.float16), np.arange(frames % 3))
        for frames in (3, 5, 7)
    ]
    write_shard(tmp_path / "a.npz", made[:2])
    write_shard(tmp_path / "b.npz", made[2:])
    found = read_shards(tmp_path)
    assert [len(one.states) for one in found] == [3, 5, 7]
    assert [one.labels.tolist() for one in found] == [[], [0, 1], [0]]
    assert all((one.states == len(one.states)).all() for one in found)
