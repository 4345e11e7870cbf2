"""The vocoder in two dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from voice_agent.core.onnx import open_onnx
from voice_agent.tts.vocoder import in_two_dimensions

RNG = np.random.default_rng(5)


def node(kind: str, place: str, inputs: list[str], output: str, **attributes: Any) -> Any:
    return helper.make_node(kind, inputs, [output], name=f"{place}{output}", **attributes)


def voice(place: str = "/dec/", last: str = "Tanh") -> Any:
    """Return a voice in small, in the form of Piper's: what is upsampled, and residual blocks."""
    weights = {
        "before": RNG.normal(0, 0.3, (8, 6, 7)),
        "up": RNG.normal(0, 0.3, (8, 4, 8)),
        "up_bias": RNG.normal(0, 0.3, 4),
        "block": RNG.normal(0, 0.3, (4, 4, 3)),
        "after": RNG.normal(0, 0.3, (1, 4, 7)),
    }
    nodes = [
        helper.make_node("Add", ["input", "input"], ["twice"], name="/flow/Add"),
        node("Conv", place, ["twice", "before"], "a", kernel_shape=[7], pads=[3, 3]),
        node("LeakyRelu", place, ["a"], "b", alpha=0.1),
        node("ConvTranspose", place, ["b", "up", "up_bias"], "c", strides=[4], pads=[2, 2]),
        node("Conv", place, ["c", "block"], "d", dilations=[2], pads=[2, 2], strides=[1]),
        node("Add", place, ["d", "c"], "e"),
        node(
            "Constant", place, [], "three", value=numpy_helper.from_array(np.array(3, np.float32))
        ),
        node("Div", place, ["e", "three"], "f"),
        node("Conv", place, ["f", "after"], "g", pads=[3, 3]),
        node(last, place, ["g"], "h"),
        helper.make_node("Add", ["h", "h"], ["output"], name="/Add"),
        helper.make_node("Add", ["f", "f"], ["inner"], name="/Inner"),
    ]
    graph = helper.make_graph(
        nodes,
        "voice",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 6, "n"])],
        [
            helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "m"]),
            helper.make_tensor_value_info("inner", TensorProto.FLOAT, [1, 4, "m"]),
        ],
        initializer=[
            numpy_helper.from_array(values.astype(np.float32), name)
            for name, values in weights.items()
        ],
    )
    opset = [helper.make_opsetid("", 15)]
    return helper.make_model(graph, opset_imports=opset, ir_version=8)


def said(model: Any) -> list[np.ndarray]:
    sound = np.random.default_rng(1).normal(0, 1, (1, 6, 20)).astype(np.float32)
    found: list[np.ndarray] = open_onnx(model.SerializeToString()).run(None, {"input": sound})
    return found


def test_the_sound_is_the_same() -> None:
    model = voice()
    expected = said(model)
    changed = in_two_dimensions(model)
    kernels = {one.name: tuple(one.dims) for one in changed.graph.initializer}
    assert kernels["before"] == (8, 6, 1, 7)
    for before, after in zip(expected, said(changed), strict=True):
        assert after == pytest.approx(before, abs=1e-5)


@pytest.mark.parametrize("model", [voice(place="/other/"), voice(last="Softsign")])
def test_a_voice_of_another_kind_stays_as_it_is(model: Any) -> None:
    before = model.SerializeToString()
    assert in_two_dimensions(model).SerializeToString() == before
