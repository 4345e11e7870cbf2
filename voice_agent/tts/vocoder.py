"""A VITS voice whose vocoder is computed in two dimensions, of which one has a single row.

The sound is the same. ONNX Runtime has blocked kernels for convolutions over two dimensions, and
none for those over one, of which a vocoder is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

_PLACE = "/dec/"
"""How the names of the vocoder's nodes begin, as Piper exports them."""
_CONVOLUTIONS = frozenset({"Conv", "ConvTranspose"})
_OTHERS = frozenset({"LeakyRelu", "Add", "Div", "Tanh"})
"""Operators that work on each sample by itself, in any number of dimensions."""
_PER_AXIS = {"kernel_shape": 1, "strides": 1, "dilations": 1, "output_padding": 0}
_AXIS = "vocoder_rows"
_ROW = "_row"


def in_two_dimensions(model: Any) -> Any:
    """Return an ``onnx.ModelProto`` whose vocoder works on ``[n, channels, 1, samples]``.

    Args:
        model: A voice; it is changed. One whose vocoder has other operators stays as it is.
    """
    from onnx import numpy_helper

    graph = model.graph
    weights = {one.name: one for one in graph.initializer}
    constants = {name for node in graph.node if node.op_type == "Constant" for name in node.output}
    vocoder = [n for n in graph.node if n.name.startswith(_PLACE) and n.op_type != "Constant"]
    kernels = {node.input[1] for node in vocoder if node.op_type in _CONVOLUTIONS}
    if not kernels or not kernels <= weights.keys():
        return model
    if any(node.op_type not in _CONVOLUTIONS | _OTHERS for node in vocoder):
        return model
    made = {name for node in vocoder for name in node.output}
    needed = {name for node in graph.node if not made & set(node.output) for name in node.input}
    needed |= {one.name for one in graph.output}
    for name in kernels:
        values = numpy_helper.to_array(weights[name])[:, :, None, :]
        weights[name].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values), name))
    nodes = list(_widened(graph.node, made, weights.keys() | constants, needed))
    graph.initializer.append(numpy_helper.from_array(np.array([2], np.int64), _AXIS))
    del graph.node[:]
    graph.node.extend(nodes)
    return model


def _widened(
    nodes: Iterable[Any], made: set[str], known: set[str], needed: set[str]
) -> Iterator[Any]:
    """Return the nodes, those of the vocoder with a row, and what leads into it and out of it.

    Args:
        nodes: Of the whole voice.
        made: What the vocoder's make.
        known: Weights and constants.
        needed: What all other nodes take.
    """
    from onnx import helper

    wide: set[str] = set()
    for node in nodes:
        given, found = set(node.input) - known, list(node.output)
        if not made.issuperset(found):
            yield node
            continue
        for name in given - made - wide:
            yield helper.make_node("Unsqueeze", [name, _AXIS], [f"{name}{_ROW}"])
        wide |= given
        for place, name in enumerate(node.input):
            if name in given:
                node.input[place] = f"{name}{_ROW}"
        if node.op_type in _CONVOLUTIONS:
            _widen(node)
        for place, name in enumerate(found):
            node.output[place] = f"{name}{_ROW}"
        yield node
        for name in needed.intersection(found):
            yield helper.make_node("Squeeze", [f"{name}{_ROW}", _AXIS], [name])


def _widen(node: Any) -> None:
    """Make a convolution over samples one over a row of samples."""
    for attribute in node.attribute:
        if attribute.name in _PER_AXIS:
            given = [_PER_AXIS[attribute.name], *attribute.ints]
        elif attribute.name == "pads":
            before, after = attribute.ints
            given = [0, before, 0, after]
        else:
            continue
        del attribute.ints[:]
        attribute.ints.extend(given)
