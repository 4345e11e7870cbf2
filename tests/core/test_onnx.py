from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

from onnx import TensorProto, helper

from voice_agent.core.errors import ModelError
from voice_agent.core.onnx import open_onnx


def doubling() -> bytes:
    """A graph that adds its input to itself."""
    inner, outer = (helper.make_tensor_value_info(n, TensorProto.FLOAT, [None]) for n in "xy")
    graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "g", [inner], [outer])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    made: bytes = model.SerializeToString()
    return made


def test_a_graph_is_opened_from_a_file_or_from_memory(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(doubling())
    for model in (tmp_path / "model.onnx", doubling()):
        (result,) = open_onnx(model).run(None, {"x": np.array([1.5], np.float32)})
        assert result == [3.0]


def test_threads_are_capped_and_do_not_spin() -> None:
    options = open_onnx(doubling(), threads=2).get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (2, 1)
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
    assert open_onnx(doubling()).get_session_options().intra_op_num_threads == 1


def test_a_missing_or_damaged_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.onnx: no such model file"):
        open_onnx(tmp_path / "none.onnx")
    (tmp_path / "bad.onnx").write_bytes(b"garbage")
    with pytest.raises(ModelError, match=r"bad\.onnx: not a usable ONNX model"):
        open_onnx(tmp_path / "bad.onnx")
    with pytest.raises(ModelError, match="the graph: not a usable ONNX model"):
        open_onnx(b"garbage")
