"""Training from voices to the model's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")

from voice_agent.stt.ears.head import FILE, Ears
from voice_agent.training.ears import train
from voice_agent.training.ears.data import Example

pytestmark = pytest.mark.train
SIZE = 384


class Alone:
    """Stands for a pool of processes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def Pool(self, workers: int) -> Alone:
        return self

    def __enter__(self) -> Alone:
        return self

    def __exit__(self, *_: object) -> None: ...

    def starmap(self, work: Any, rows: list[Any]) -> None:
        for row in rows:
            work(*row)


def test_trains_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []

    def spoken(*_: object, seed: int) -> Any:
        seeds.append(seed)
        while True:
            states = np.random.default_rng(len(seeds)).normal(0, 1, (12, SIZE))
            yield Example(states.astype(np.float16), np.array([1, 2]))

    monkeypatch.setattr(train, "examples", spoken)
    monkeypatch.setattr(train, "engines", lambda: ["piper", "espeak"])
    monkeypatch.setattr(train, "load_voice", lambda *_, **__: None)
    monkeypatch.setattr(train, "load_network", lambda *_, **__: type("N", (), {"encoder": None}))
    monkeypatch.setattr(train.multiprocessing, "get_context", lambda how: Alone(2))
    out, shown = tmp_path / "ears", list[str]()
    for _ in range(2):
        train.train_ears(
            out, count=100, epochs=1, seed=5, work=tmp_path / "w", workers=2, show=shown.append
        )
    assert seeds == [5, 6]  # All examples were there the second time.
    assert shown[0] == "100 utterances of piper, espeak"
    figures = json.loads((out / "figures.json").read_text())
    assert figures["utterances"] == 100
    assert Ears(out / FILE).size == SIZE
    assert (out / "CARD.md").read_text().startswith("# ")
