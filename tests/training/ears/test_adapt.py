"""Going on with recordings of people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")

from voice_agent.stt.ears.head import FILE, Ears
from voice_agent.stt.ears.symbols import SYMBOLS
from voice_agent.training.ears import adapt
from voice_agent.training.ears.data import Example
from voice_agent.training.ears.fit import export, fit
from voice_agent.training.ears.network import Head, Network
from voice_agent.training.ears.people import Dictated

pytestmark = pytest.mark.train
SIZE = 8


def example(seed: int) -> Example:
    states = np.random.default_rng(seed).normal(0, 1, (12, SIZE))
    return Example(states.astype(np.float16), np.array([1, 2]))


def test_each_caller_has_an_ear_that_never_heard_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def counted(found: Any, **how: Any) -> Any:
        heard.append(len(found))
        return fit(found, **how)

    begin = tmp_path / "begin.onnx"
    export(Head(torch.zeros(SIZE), torch.eye(SIZE), Network(SIZE, len(SYMBOLS))).eval(), begin)
    said = [Dictated((), (np.zeros(10),))]
    monkeypatch.setattr("voice_agent.training.ears.fit.fit", counted)
    monkeypatch.setattr(adapt, "load_network", lambda *_, **__: type("N", (), {"encoder": None}))
    monkeypatch.setattr(adapt, "read_people", lambda *_: dict.fromkeys(("a", "b", "c"), said))
    monkeypatch.setattr(adapt, "people_examples", lambda *_, seed: map(example, range(9)))
    spoken = ["piper"], [example(9) for _ in range(10)]
    monkeypatch.setattr(adapt, "spoken_examples", lambda *_, **__: spoken)
    shown: list[str] = []
    for _ in range(2):
        adapt.adapt_ears(
            tmp_path / "out",
            people=tmp_path,
            begin=begin,
            each=4,
            folds=2,
            count=10,
            epochs=1,
            seed=3,
            work=tmp_path / "work",
            workers=1,
            show=shown.append,
        )
    # Without two people, without one, and with all: four examples of each, ten of voices.
    assert heard == 2 * [1 * 4 + 10, 2 * 4 + 10, 3 * 4 + 10]
    files = json.loads((tmp_path / "work" / "folds" / adapt.FOLDS).read_text())
    assert files == {"a": "fold-0.onnx", "c": "fold-0.onnx", "b": "fold-1.onnx"}
    assert Ears(tmp_path / "out" / FILE).size == SIZE
    assert Ears(tmp_path / "work" / "folds" / "fold-1.onnx").size == SIZE
    assert json.loads((tmp_path / "out" / "figures.json").read_text())["people"] == 3
    assert shown.count("a: 1 recordings") == 1  # They were there the second time.
