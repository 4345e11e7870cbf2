"""Whisper's decoder as ONNX graphs with 8 bit weights (Radford et al. 2022, arXiv 2212.04356).

Weights are quantised in blocks of 128 with a scale each, activations while they are computed
(``MatMulNBits`` of ONNX Runtime): half of the memory traffic of float16, and its words but for
near ties.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from voice_agent.stt.decoder.contract import Floats
from voice_agent.stt.decoder.weights import Weights

_OPSETS = (("", 18), ("com.microsoft", 1))
_IR_VERSION = 9
_FUSED = "com.microsoft"
_BITS, _BLOCK, _INT8_ACTIVATIONS = 8, 128, 4
_EPSILON = 1e-5
NEVER = -1e9
"""Added to a score: its probability is 0."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Of one Whisper: tiny.en has 4 layers, 6 heads and size 384."""

    layers: int
    heads: int
    size: int

    @classmethod
    def of(cls, weights: Weights) -> Shape:
        """Read from the variables of the model."""
        return cls(
            layers=sum(name.endswith("/ffn/linear_0/weight") for name in weights),
            heads=int(weights["decoder/num_heads"]),
            size=weights["decoder/embeddings/weight"].shape[1],
        )

    @property
    def per_head(self) -> int:
        """Numbers a head works with."""
        return self.size // self.heads


def cross_graph(weights: Weights, shape: Shape) -> bytes:
    """What the decoder attends to: ``encoded`` ``[frames, size]`` and keys and values behind it.

    In and out per layer n: keys ``[heads, per head, frames]`` (``behind_k{n}``, ``cross_k{n}``)
    and values ``[heads, frames, per head]`` (``behind_v{n}``, ``cross_v{n}``).
    """
    graph = _Graph()
    graph.take("encoded", None, shape.size)
    for layer in range(shape.layers):
        both = _projected(graph, weights, f"decoder/layer_{layer}/attention/linear_1", "encoded")
        keys, values = graph.split(both, 2)
        keys = graph.heads(keys, shape, [1, 2, 0])
        values = graph.heads(values, shape, [1, 0, 2])
        graph.take(f"behind_k{layer}", shape.heads, shape.per_head, None)
        graph.take(f"behind_v{layer}", shape.heads, None, shape.per_head)
        for part, own, axis in (("k", keys, 2), ("v", values, 1)):
            called = f"cross_{part}{layer}"
            graph.add("Concat", own, f"behind_{part}{layer}", axis=axis, called=called)
            graph.give(called)
    return graph.serialised()


def decoder_graph(
    weights: Weights, shape: Shape, *, never: list[int], never_first: list[int]
) -> bytes:
    """One pass over n tokens that follow p others.

    In: ``embedded`` ``[n, size]``; ``mask`` ``[n, p + n]``, added to the scores; ``rows`` ``[m]``,
    the tokens whose next one is asked for; ``first`` ``[m, 1]``, 1 where that is the first of the
    text; ``weight`` ``[frames]``, the logarithm of how many frames each stands for; per layer the
    cross keys and values and those of the p tokens, ``past_k{n}`` and ``past_v{n}``
    ``[heads, p, per head]``.

    Out: ``next`` ``[m]``, the likeliest token of text, ``logprob`` ``[m]`` of it, ``logits`` ``[m,
    vocabulary]`` with what is no text, and ``now_k{n}``, ``now_v{n}`` of all p + n tokens.

    Args:
        weights: Of the model.
        shape: Of the model.
        never: Tokens that are no text.
        never_first: Tokens that text does not begin with.
    """
    graph = _Graph()
    vocabulary = weights["decoder/embeddings/weight"]
    graph.take("embedded", None, shape.size)
    graph.take("mask", None, None)
    graph.take("rows", None, kind=TensorProto.INT64)
    graph.take("first", None, 1)
    graph.take("weight", None)
    x = "embedded"
    for layer in range(shape.layers):
        x = _layer(graph, weights, shape, layer, x)
    x = graph.norm(graph.add("Gather", x, "rows"), weights, "decoder/layer_norm")
    logits = graph.linear(x, vocabulary, called="logits")
    text = graph.add("Add", logits, graph.constant(_barred(len(vocabulary), never)))
    begin = graph.constant(_barred(len(vocabulary), never_first))
    text = graph.add("Add", text, graph.add("Mul", "first", begin))
    likely = graph.add("LogSoftmax", text, axis=1)
    graph.add("ArgMax", likely, axis=1, keepdims=0, called="next")
    graph.add("ReduceMax", likely, graph.numbers(1), keepdims=0, called="logprob")
    graph.give("logits")
    graph.give("next", kind=TensorProto.INT64)
    graph.give("logprob")
    return graph.serialised()


def _layer(graph: _Graph, weights: Weights, shape: Shape, layer: int, x: str) -> str:
    """Self-attention, attention to the sound, feed-forward; each with its norm before it."""
    place = f"decoder/layer_{layer}"
    # Queries are scaled in their weights.
    scale = np.full(shape.size, shape.per_head**-0.5, np.float32)
    unscaled = np.ones(2 * shape.size, np.float32)
    own = f"{place}/self_attention"
    y = graph.norm(x, weights, f"{own}/layer_norm")
    y = _projected(graph, weights, f"{own}/linear_0", y, np.concatenate((scale, unscaled)))
    query, key, value = (graph.heads(part, shape, [1, 0, 2]) for part in graph.split(y, 3))
    for name, fresh in (("k", key), ("v", value)):
        graph.take(f"past_{name}{layer}", shape.heads, None, shape.per_head)
        graph.add("Concat", f"past_{name}{layer}", fresh, axis=1, called=f"now_{name}{layer}")
        graph.give(f"now_{name}{layer}")
    key, value = f"now_k{layer}", f"now_v{layer}"
    key = graph.add("Transpose", key, perm=[0, 2, 1])
    y = graph.attention(query, key, value, "mask", shape)
    x = graph.add("Add", x, _projected(graph, weights, f"{own}/linear_1", y))

    sound = f"{place}/attention"
    y = graph.norm(x, weights, f"{sound}/layer_norm")
    y = _projected(graph, weights, f"{sound}/linear_0", y, scale)
    query = graph.heads(y, shape, [1, 0, 2])
    graph.take(f"cross_k{layer}", shape.heads, shape.per_head, None)
    graph.take(f"cross_v{layer}", shape.heads, None, shape.per_head)
    y = graph.attention(query, f"cross_k{layer}", f"cross_v{layer}", "weight", shape)
    x = graph.add("Add", x, _projected(graph, weights, f"{sound}/linear_2", y))

    y = graph.norm(x, weights, f"{place}/ffn/layer_norm")
    y = graph.add("Gelu", _projected(graph, weights, f"{place}/ffn/linear_0", y), domain=_FUSED)
    return graph.add("Add", x, _projected(graph, weights, f"{place}/ffn/linear_1", y))


def _projected(
    graph: _Graph, weights: Weights, name: str, x: str, scale: Floats | None = None
) -> str:
    weight, bias = weights[f"{name}/weight"], weights[f"{name}/bias"]
    if scale is not None:
        weight, bias = weight * scale[:, None], bias * scale
    return graph.linear(x, weight, bias)


def _barred(size: int, ids: list[int]) -> Floats:
    barred = np.zeros(size, np.float32)
    barred[ids] = NEVER
    return barred


@dataclass(slots=True)
class _Graph:
    """A graph that grows node by node. Values go by their names."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    inputs: list[Any] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)

    def take(self, name: str, *shape: int | None, kind: int = TensorProto.FLOAT) -> None:
        self.inputs.append(helper.make_tensor_value_info(name, kind, list(shape)))

    def give(self, name: str, kind: int = TensorProto.FLOAT) -> None:
        self.outputs.append(helper.make_tensor_value_info(name, kind, None))

    def add(
        self, kind: str, *inputs: str, called: str = "", domain: str = "", **attributes: Any
    ) -> str:
        name = called or f"t{len(self.nodes)}"
        node = helper.make_node(kind, list(inputs), [name], domain=domain, **attributes)
        self.nodes.append(node)
        return name

    def split(self, x: str, parts: int) -> list[str]:
        names = [f"t{len(self.nodes)}_{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [x], names, axis=1, num_outputs=parts))
        return names

    def constant(self, values: NDArray[Any]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def numbers(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def linear(
        self, x: str, weight: NDArray[Any], bias: NDArray[Any] | None = None, called: str = ""
    ) -> str:
        """``x`` times ``weight``, shape ``[out, in]``."""
        out, size = weight.shape
        blocks = weight.astype(np.float32).reshape(out, -1, min(_BLOCK, size))
        scales = np.maximum(np.abs(blocks).max(axis=2), 1e-12) / 127
        codes = np.rint(blocks / scales[..., None]) + 128
        y = self.add(
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
        return y if bias is None else self.add("Add", y, self.constant(bias.astype(np.float32)))

    def norm(self, x: str, weights: Weights, name: str) -> str:
        gamma, beta = (weights[f"{name}/{part}"].astype(np.float32) for part in ("gamma", "beta"))
        return self.add(
            "LayerNormalization",
            x,
            self.constant(gamma),
            self.constant(beta),
            axis=-1,
            epsilon=_EPSILON,
        )

    def heads(self, x: str, shape: Shape, order: list[int]) -> str:
        """``[n, size]`` as ``[n, heads, per head]``, its axes in another order."""
        apart = self.add("Reshape", x, self.numbers(0, shape.heads, shape.per_head))
        return self.add("Transpose", apart, perm=order)

    def attention(self, query: str, key: str, value: str, added: str, shape: Shape) -> str:
        """Softmax of query times key, plus ``added``, times value; ``[n, size]``."""
        scores = self.add("Add", self.add("MatMul", query, key), added)
        seen = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        together = self.add("Transpose", seen, perm=[1, 0, 2])
        return self.add("Reshape", together, self.numbers(0, shape.size))

    def serialised(self) -> bytes:
        graph = helper.make_graph(
            self.nodes, "decoder", self.inputs, self.outputs, initializer=self.constants
        )
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
        return bytes(model.SerializeToString())
