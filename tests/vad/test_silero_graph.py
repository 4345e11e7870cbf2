"""The plain graph says what the published file says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ModelError
from voice_agent.core.onnx import open_onnx
from voice_agent.vad.silero_graph import SAMPLES, STATE, silero_graph


def test_two_lines_at_once_get_what_the_published_file_says_of_each() -> None:
    path = ModelStore.open(verify=False).path("silero-vad")
    published, plain = open_onnx(path), open_onnx(silero_graph(path))
    noise = np.random.default_rng(1).normal(0, 0.1, (2, SAMPLES)).astype(np.float32)
    both = np.zeros((2, 2, STATE), np.float32)
    alone = [np.zeros((2, 1, STATE), np.float32)] * 2
    rate = np.array(16_000, np.int64)
    for loudness in np.linspace(0.1, 1.0, 10, dtype=np.float32):
        lines = loudness * noise
        said, both = plain.run(None, {"input": lines, "state": both})
        for line in range(2):
            feed = {"input": lines[line : line + 1], "state": alone[line], "sr": rate}
            expected, alone[line] = published.run(None, feed)
            assert said[line, 0] == pytest.approx(expected[0, 0], abs=1e-5)


def test_another_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.onnx: no such model file"):
        silero_graph(tmp_path / "none.onnx")
    (tmp_path / "bad.onnx").write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"bad\.onnx: not a usable ONNX model"):
        silero_graph(tmp_path / "bad.onnx")
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [None]) for name in "xy")
    other = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "other", [x], [y])
    (tmp_path / "other.onnx").write_bytes(helper.make_model(other).SerializeToString())
    with pytest.raises(ModelError, match=r"other\.onnx: not a Silero VAD model"):
        silero_graph(tmp_path / "other.onnx")
