"""A head that learns something small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the 'train' extra")

from voice_agent.core.errors import ModelError
from voice_agent.stt.ears.ctc import best_lines
from voice_agent.stt.ears.head import Ears
from voice_agent.training.ears.data import Example
from voice_agent.training.ears.fit import export, fit, principal, read_head
from voice_agent.training.ears.network import STRIDE

pytestmark = pytest.mark.train
SIZE = 384


def example(rng: np.random.Generator) -> Example:
    """Two symbols, each of which lights up one part of the states."""
    labels = rng.integers(1, 4, 2)
    states = rng.normal(0.0, 0.2, (24, SIZE))
    for at, label in zip((4, 14), labels, strict=True):
        states[at : at + 5, 40 * label : 40 * label + 40] += 2.0
    return Example(states.astype(np.float16), labels)


def test_learns_and_is_exported(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    rng = np.random.default_rng(1)
    shown: list[str] = []
    head, losses = fit([example(rng) for _ in range(900)], epochs=6, seed=1, show=shown.append)
    assert len(shown) == len(losses) == 6
    assert losses[-1] < 0.5 * losses[0]
    export(head, tmp_path / "ears.onnx")
    ears, one = Ears(tmp_path / "ears.onnx"), example(rng)
    scores = ears.listen(one.states.astype(np.float32))
    assert ears.size == SIZE
    assert len(scores) == len(one.states) // STRIDE
    assert best_lines(scores)[0].symbols == tuple(one.labels)
    # The head that was written goes on from what it knows.
    known = read_head(tmp_path / "ears.onnx")
    _, onward = fit(
        [example(rng) for _ in range(60)], epochs=1, seed=1, show=shown.append, begin=known
    )
    assert onward[0] < losses[0]


def test_goes_on_from_nothing_but_a_head(tmp_path: Path) -> None:
    (tmp_path / "ears.onnx").write_bytes(b"junk")
    for name in ("ears.onnx", "none.onnx"):
        with pytest.raises(ModelError, match="no head of letters and digits"):
            read_head(tmp_path / name)


def test_principal_components_have_a_spread_of_one() -> None:
    rng = np.random.default_rng(1)
    states = (rng.normal(0.0, 1.0, (4000, SIZE)) * np.linspace(1, 9, SIZE)).astype(np.float16)
    mean, basis = principal(states)
    found = (states.astype(np.float32) - mean) @ basis
    assert basis.shape == (SIZE, 96)
    assert np.allclose(found.std(0), 1.0, atol=0.1)
