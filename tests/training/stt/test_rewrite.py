"""A model folder with other weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_whisper import SIZE, variables, written

from voice_agent.core.errors import ModelError
from voice_agent.stt.network.weights import read_weights
from voice_agent.training.stt.rewrite import FILE, rewrite

NAME = "decoder/layer_1/attention/linear_0/weight"


def source(path: Path, values: dict[str, np.ndarray]) -> Path:
    path.mkdir()
    written(path / FILE, values)
    (path / "config.json").write_text("{}")
    return path


def test_changes_some_weights_and_no_others(tmp_path: Path) -> None:
    old, out = source(tmp_path / "old", variables()), tmp_path / "new"
    changed = np.full((SIZE, SIZE), 0.25, np.float32)
    rewrite(old, out, {NAME: changed})
    before, after = read_weights(old / FILE), read_weights(out / FILE)
    assert {name for name in before if not np.array_equal(before[name], after[name])} == {NAME}
    assert np.array_equal(after[NAME], changed)
    assert after[NAME].dtype == np.float16
    assert (out / "config.json").read_text() == "{}"


def test_refuses_what_it_cannot_write(tmp_path: Path) -> None:
    values = variables()
    values[NAME] = np.ones((SIZE, SIZE), np.int8)
    values[f"{NAME}_scale"] = np.ones(SIZE, np.float32)
    old = source(tmp_path / "old", values)
    with pytest.raises(ModelError, match="stored as int8: convert"):
        rewrite(old, tmp_path / "new", {NAME: np.ones((SIZE, SIZE), np.float32)})
    with pytest.raises(ModelError, match=r"no variable .* of shape"):
        rewrite(old, tmp_path / "new", {NAME: np.ones((2, 2), np.float32)})
    assert not (tmp_path / "new").exists()
