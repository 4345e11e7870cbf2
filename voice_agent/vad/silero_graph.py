"""Silero VAD as a plain ONNX graph: one rate, no branches.

The published file has a branch for each rate and decides on shapes in every run. The same weights
in a plain graph say the same in three quarters of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.errors import ModelError

SAMPLES = 576
"""Samples of a window at 16 kHz with the 64 before it."""
STATE = 128
_OPSET, _IR_VERSION = 18, 9
_STRIDES = (1, 2, 2, 1)
_Weights = Mapping[str, NDArray[np.float32]]


def silero_graph(path: Path) -> bytes:
    """Build the graph for 16 kHz from ``silero_vad.onnx``, version 5 or 6.

    In: ``input`` ``[n, 576]``, samples from -1 to 1; ``state`` ``[2, n, 128]``. Out: ``output``
    ``[n, 1]``, the probability of speech, and ``stateN`` like ``state``.

    Raises:
        ModelError: The file is missing or is another model.
    """
    from onnx import load_model

    if not path.is_file():
        raise ModelError(f"{path}: no such model file")
    try:
        model = load_model(path)
    except Exception as error:  # protobuf's own
        raise ModelError(f"{path}: not a usable ONNX model: {error}") from error
    try:
        return _built(_weights(model))
    except (KeyError, StopIteration):
        raise ModelError(
            f"{path}: not a Silero VAD model of version 5 or 6; 'engine: webrtc' needs none"
        ) from None


def _weights(model: Any) -> _Weights:
    """Return the constants of the branch for 16 kHz, by their names in the network."""
    from onnx import numpy_helper

    choice = next(node for node in model.graph.node if node.op_type == "If")
    branch = next(one.g for one in choice.attribute if one.name == "then_branch")
    found = {}
    for node in branch.node:
        if node.op_type == "Constant":
            values = numpy_helper.to_array(node.attribute[0].t)
            if values.dtype == np.float32:
                found[node.output[0].rpartition("Inline_0__")[2]] = values
    return found


def _built(weights: _Weights) -> bytes:
    from onnx import TensorProto, helper, numpy_helper

    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(values: NDArray[Any]) -> str:
        name = f"c{len(constants)}"
        constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def axes(*numbers: int) -> str:
        return constant(np.array(numbers, np.int64))

    def add(kind: str, *inputs: str, called: str = "", **attributes: Any) -> str:
        name = called or f"t{len(nodes)}"
        nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def split(x: str, axis: int, parts: int) -> list[str]:
        names = [f"t{len(nodes)}_{part}" for part in range(parts)]
        nodes.append(helper.make_node("Split", [x], names, axis=axis, num_outputs=parts))
        return names

    x = add("Unsqueeze", add("Pad", "input", axes(0, 0, 0, 64), mode="reflect"), axes(1))
    basis = weights["stft.forward_basis_buffer"]
    real, imaginary = split(add("Conv", x, constant(basis), strides=[128]), 1, 2)
    squares = [add("Mul", part, part) for part in (real, imaginary)]
    x = add("Sqrt", add("Add", *squares))
    for layer, stride in enumerate(_STRIDES):
        place = f"encoder.{layer}.reparam_conv"
        weight, bias = (constant(weights[f"{place}.{part}"]) for part in ("weight", "bias"))
        x = add("Relu", add("Conv", x, weight, bias, pads=[1, 1], strides=[stride]))
    hidden, cell = (add("Squeeze", part, axes(0)) for part in split("state", 0, 2))
    both = add("Concat", add("Squeeze", x, axes(2)), hidden, axis=1)
    matrix = [weights[f"decoder.rnn.weight_{part}"] for part in ("ih", "hh")]
    offset = weights["decoder.rnn.bias_ih"] + weights["decoder.rnn.bias_hh"]
    gates = add("Gemm", both, constant(np.concatenate(matrix, axis=1).T), constant(offset))
    enter, forget, candidate, leave = split(gates, 1, 4)
    kept = add("Mul", add("Sigmoid", forget), cell)
    fresh = add("Mul", add("Sigmoid", enter), add("Tanh", candidate))
    cell = add("Add", kept, fresh)
    hidden = add("Mul", add("Sigmoid", leave), add("Tanh", cell))
    states = [add("Unsqueeze", part, axes(0)) for part in (hidden, cell)]
    add("Concat", *states, axis=0, called="stateN")
    place = "decoder.decoder.2"
    weight = constant(weights[f"{place}.weight"][:, :, 0].T)
    bias = constant(weights[f"{place}.bias"])
    add("Sigmoid", add("Gemm", add("Relu", hidden), weight, bias), called="output")

    def value(name: str, *shape: int | str) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))

    graph = helper.make_graph(
        nodes,
        "silero",
        [value("input", "n", SAMPLES), value("state", 2, "n", STATE)],
        [value("output", "n", 1), value("stateN", 2, "n", STATE)],
        initializer=constants,
    )
    opset = [helper.make_opsetid("", _OPSET)]
    return bytes(
        helper.make_model(graph, opset_imports=opset, ir_version=_IR_VERSION).SerializeToString()
    )
