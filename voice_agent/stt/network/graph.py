"""Building blocks of encoder and decoder (Radford et al. 2022, arXiv 2212.04356).

Weights are quantised in blocks of 128 with a scale each, activations while they are computed
(``MatMulNBits`` of ONNX Runtime): half of the memory traffic of float16, and the same text except
for near ties.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from voice_agent.stt.network.contract import Floats
from voice_agent.stt.network.weights import Weights

_OPSETS = (("", 18), ("com.microsoft", 1))
_IR_VERSION = 9
_FUSED = "com.microsoft"
_BITS, _BLOCK, _INT8_ACTIVATIONS = 8, 128, 4
_EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of one half of a Whisper: tiny.en has 4 layers, 6 heads and size 384 in both."""

    layers: int
    heads: int
    size: int

    @classmethod
    def of(cls, weights: Weights, half: str) -> Shape:
        """Read from the variables of the model's ``encoder`` or ``decoder``."""
        return cls(
            layers=sum(
                name.startswith(half) and name.endswith("/ffn/linear_0/weight") for name in weights
            ),
            heads=int(weights[f"{half}/num_heads"]),
            size=weights[f"{half}/position_encodings/encodings"].shape[1],
        )

    @property
    def per_head(self) -> int:
        """Numbers a head works with."""
        return self.size // self.heads


@dataclass(slots=True)
class Graph:
    """A graph that grows node by node. Values go by their names."""

    weights: Weights
    shape: Shape
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    inputs: list[Any] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)

    def take(self, name: str, *shape: int | None, kind: int = TensorProto.FLOAT) -> str:
        """Add an input; ``None`` is an axis of any length."""
        self.inputs.append(helper.make_tensor_value_info(name, kind, list(shape)))
        return name

    def give(self, name: str, kind: int = TensorProto.FLOAT) -> None:
        """Make a value an output."""
        self.outputs.append(helper.make_tensor_value_info(name, kind, None))

    def add(
        self, kind: str, *inputs: str, called: str = "", domain: str = "", **attributes: Any
    ) -> str:
        """Add a node with one output, and return the output's name."""
        name = called or f"t{len(self.nodes)}"
        node = helper.make_node(kind, list(inputs), [name], domain=domain, **attributes)
        self.nodes.append(node)
        return name

    def split(self, x: str, parts: int) -> list[str]:
        """Split ``[n, size]`` into equal parts of its second axis."""
        names = [f"t{len(self.nodes)}_{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [x], names, axis=1, num_outputs=parts))
        return names

    def constant(self, values: NDArray[Any]) -> str:
        """Add a constant."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def variable(self, name: str) -> str:
        """Add a weight of the model, unmodified."""
        return self.constant(self.weights[name].astype(np.float32))

    def numbers(self, *values: int) -> str:
        """Add a shape, or axes."""
        return self.constant(np.array(values, dtype=np.int64))

    def linear(self, x: str, weight: NDArray[Any], called: str = "") -> str:
        """Multiply ``x`` by ``weight``, shape ``[out, in]``."""
        out, size = weight.shape
        blocks = weight.astype(np.float32).reshape(out, -1, min(_BLOCK, size))
        scales = np.maximum(np.abs(blocks).max(axis=2), 1e-12) / 127
        codes = np.rint(blocks / scales[..., None]) + 128
        return self.add(
            "MatMulNBits",
            x,
            self.constant(codes.astype(np.uint8)),
            self.constant(scales.ravel()),
            called=called,
            domain=_FUSED,
            K=size,
            N=out,
            bits=_BITS,
            block_size=blocks.shape[2],
            accuracy_level=_INT8_ACTIVATIONS,
        )

    def projected(self, name: str, x: str, scale: Floats | None = None) -> str:
        """Send ``x`` through the model's linear layer of that name and scale its output."""
        weight, bias = (self.weights[f"{name}/{part}"] for part in ("weight", "bias"))
        if scale is not None:
            weight, bias = weight * scale[:, None], bias * scale
        return self.add("Add", self.linear(x, weight), self.constant(bias.astype(np.float32)))

    def norm(self, x: str, name: str, called: str = "") -> str:
        """Send ``x`` through the model's layer norm of that name."""
        gamma, beta = (self.variable(f"{name}/{part}") for part in ("gamma", "beta"))
        return self.add(
            "LayerNormalization", x, gamma, beta, called=called, axis=-1, epsilon=_EPSILON
        )

    def gelu(self, x: str) -> str:
        """Add the exact GELU, not its approximation."""
        return self.add("Gelu", x, domain=_FUSED)

    def heads(self, x: str, order: list[int], called: str = "") -> str:
        """Reshape ``[n, size]`` to ``[n, heads, per head]``, its axes in another order."""
        apart = self.add("Reshape", x, self.numbers(0, self.shape.heads, self.shape.per_head))
        return self.add("Transpose", apart, called=called, perm=order)

    def attention(self, query: str, key: str, value: str, added: str) -> str:
        """Add attention: softmax of query times key, plus ``added``, times value; ``[n, size]``."""
        scores = self.add("Add", self.add("MatMul", query, key), added)
        seen = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        together = self.add("Transpose", seen, perm=[1, 0, 2])
        return self.add("Reshape", together, self.numbers(0, self.shape.size))

    def own(self, place: str, x: str) -> list[str]:
        """Add queries, keys and values of self-attention, ``[n, size]``; queries are scaled."""
        size = self.shape.size
        scale = np.ones(3 * size, np.float32)
        scale[:size] = self.shape.per_head**-0.5
        y = self.norm(x, f"{place}/self_attention/layer_norm")
        return self.split(self.projected(f"{place}/self_attention/linear_0", y, scale), 3)

    def feed_forward(self, place: str, x: str) -> str:
        """Add the layer's last part, and ``x``."""
        y = self.norm(x, f"{place}/ffn/layer_norm")
        y = self.gelu(self.projected(f"{place}/ffn/linear_0", y))
        return self.add("Add", x, self.projected(f"{place}/ffn/linear_1", y))

    def with_silence(self, layer: int, keys: str, values: str, called: str) -> list[str]:
        """Concatenate keys and values with those of silence: see ``Behind``.

        Their names begin with ``called``.
        """
        shape = self.shape
        self.take(f"behind_k{layer}", shape.heads, shape.per_head, None)
        self.take(f"behind_v{layer}", shape.heads, None, shape.per_head)
        return [
            self.add(
                "Concat",
                own,
                f"behind_{part}{layer}",
                axis=axis,
                called=f"{called}_{part}{layer}",
            )
            for part, own, axis in (("k", keys, 2), ("v", values, 1))
        ]

    def serialised(self) -> bytes:
        """Serialise the graph to ONNX bytes."""
        graph = helper.make_graph(
            self.nodes, "whisper", self.inputs, self.outputs, initializer=self.constants
        )
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
        return bytes(model.SerializeToString())
