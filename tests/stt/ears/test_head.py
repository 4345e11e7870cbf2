"""The head in ONNX Runtime, with a graph made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from voice_agent.core.errors import ModelError
from voice_agent.stt.ears.head import Ears
from voice_agent.stt.ears.symbols import SYMBOLS


def graph(path: Path, symbols: int) -> Path:
    """Write a head that looks at every second frame."""
    weight = np.eye(8, symbols, dtype=np.float32)
    nodes = [
        helper.make_node("Slice", ["states", "first", "end", "axis", "step"], ["half"]),
        helper.make_node("MatMul", ["half", "weight"], ["mixed"]),
        helper.make_node("LogSoftmax", ["mixed"], ["scores"], axis=-1),
    ]
    numbers = {"first": 0, "end": 10_000, "axis": 1, "step": 2}
    made = helper.make_graph(
        nodes,
        "head",
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, [1, "frames", 8])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, "steps", symbols])],
        [numpy_helper.from_array(weight, "weight")]
        + [numpy_helper.from_array(np.array([n], np.int64), name) for name, n in numbers.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(path))
    return path


def test_listens(tmp_path: Path) -> None:
    ears = Ears(graph(tmp_path / "ears.onnx", len(SYMBOLS)))
    assert ears.size == 8
    states = np.zeros((9, 8), np.float32)
    states[2, 3] = 9.0
    scores = ears.listen(states)
    assert scores.shape == (5, len(SYMBOLS))
    assert int(scores[1].argmax()) == 3
    assert np.exp(scores[1]).sum() == pytest.approx(1.0, abs=1e-4)


def test_refuses_a_head_for_other_symbols(tmp_path: Path) -> None:
    path = graph(tmp_path / "ears.onnx", 8)
    with pytest.raises(ModelError, match=r"writes 8 symbols, expected .* train-ears"):
        Ears(path)
    with pytest.raises(ModelError, match="no such model file"):
        Ears(tmp_path / "none.onnx")
