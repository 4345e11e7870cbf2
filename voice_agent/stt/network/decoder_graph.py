"""Whisper's decoder as ONNX graphs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from onnx import TensorProto

from voice_agent.stt.network.contract import Floats
from voice_agent.stt.network.graph import Graph, Shape
from voice_agent.stt.network.weights import Weights

NEVER = -1e9
"""Added to a score: its probability is 0."""
_EXPECTED = 1.0
"""Added to the score of an expected word. With 2.0, "an iced coffee" becomes "a house coffee"; see
docs/results/latency.md."""


def cross_graph(weights: Weights, shape: Shape) -> bytes:
    """Build what the decoder attends to: ``encoded`` ``[frames, size]`` and silence after it.

    In and out per layer n: keys ``[heads, per head, frames]`` (``behind_k{n}``, ``cross_k{n}``)
    and values ``[heads, frames, per head]`` (``behind_v{n}``, ``cross_v{n}``).
    """
    graph = Graph(weights, shape)
    graph.take("encoded", None, shape.size)
    for layer in range(shape.layers):
        both = graph.projected(f"decoder/layer_{layer}/attention/linear_1", "encoded")
        keys, values = graph.split(both, 2)
        keys, values = graph.heads(keys, [1, 2, 0]), graph.heads(values, [1, 0, 2])
        for name in graph.with_silence(layer, keys, values, called="cross"):
            graph.give(name)
    return graph.serialised()


def decoder_graph(
    weights: Weights,
    shape: Shape,
    *,
    never: Sequence[int],
    never_first: Sequence[int],
    expected: Sequence[int] = (),
) -> bytes:
    """Build one pass over n tokens that follow p others.

    In: ``embedded`` ``[n, size]``; ``mask`` ``[n, p + n]``, added to the scores; ``rows`` ``[m]``,
    the tokens whose next one is asked for; ``first`` ``[m, 1]``, 1 where that is the first of the
    text; ``weight`` ``[frames]``, the logarithm of how many frames each represents; per layer the
    cross keys and values and those of the p tokens, ``past_k{n}`` and ``past_v{n}``
    ``[heads, p, per head]``.

    Out: ``states`` ``[m, size]``, of which scores are made; ``next`` ``[m]``, the likeliest token
    of text, ``logprob`` ``[m]`` of it, ``logits`` ``[m, vocabulary]`` with what is no text, and
    ``now_k{n}``, ``now_v{n}`` of all p + n tokens.

    Args:
        weights: Of the model.
        shape: Of the model.
        never: Tokens that are no text.
        never_first: Tokens that text does not begin with.
        expected: Tokens whose odds are raised (contextual biasing; Zhao et al. 2019,
            Interspeech), so that near ties become words of the playbook.
    """
    graph = Graph(weights, shape)
    vocabulary = weights["decoder/embeddings/weight"]
    x = graph.take("embedded", None, shape.size)
    graph.take("mask", None, None)
    graph.take("rows", None, kind=TensorProto.INT64)
    graph.take("first", None, 1)
    graph.take("weight", None)
    for layer in range(shape.layers):
        x = _layer(graph, layer, x)
    x = graph.norm(graph.add("Gather", x, "rows"), "decoder/layer_norm", called="states")
    logits = graph.linear(x, vocabulary, called="logits")
    size = len(vocabulary)
    added = _at(size, never, NEVER) + _at(size, expected, _EXPECTED)
    text = graph.add("Add", logits, graph.constant(added))
    begin = graph.constant(_at(size, never_first, NEVER))
    text = graph.add("Add", text, graph.add("Mul", "first", begin))
    likely = graph.add("LogSoftmax", text, axis=1)
    graph.add("ArgMax", likely, axis=1, keepdims=0, called="next")
    graph.add("ReduceMax", likely, graph.numbers(1), keepdims=0, called="logprob")
    graph.give("states")
    graph.give("logits")
    graph.give("next", kind=TensorProto.INT64)
    graph.give("logprob")
    return graph.serialised()


def _layer(graph: Graph, layer: int, x: str) -> str:
    """Add self-attention, attention to the sound and feed-forward, each after its norm."""
    shape, place = graph.shape, f"decoder/layer_{layer}"
    query, key, value = (graph.heads(part, [1, 0, 2]) for part in graph.own(place, x))
    for name, fresh in (("k", key), ("v", value)):
        graph.take(f"past_{name}{layer}", shape.heads, None, shape.per_head)
        graph.add("Concat", f"past_{name}{layer}", fresh, axis=1, called=f"now_{name}{layer}")
        graph.give(f"now_{name}{layer}")
    key = graph.add("Transpose", f"now_k{layer}", perm=[0, 2, 1])
    y = graph.attention(query, key, f"now_v{layer}", "mask")
    x = graph.add("Add", x, graph.projected(f"{place}/self_attention/linear_1", y))

    sound = f"{place}/attention"
    scale = np.full(shape.size, shape.per_head**-0.5, np.float32)
    y = graph.projected(f"{sound}/linear_0", graph.norm(x, f"{sound}/layer_norm"), scale)
    key = graph.take(f"cross_k{layer}", shape.heads, shape.per_head, None)
    value = graph.take(f"cross_v{layer}", shape.heads, None, shape.per_head)
    y = graph.attention(graph.heads(y, [1, 0, 2]), key, value, "weight")
    x = graph.add("Add", x, graph.projected(f"{sound}/linear_2", y))

    return graph.feed_forward(place, x)


def _at(size: int, ids: Sequence[int], score: float) -> Floats:
    scores = np.zeros(size, np.float32)
    scores[list(ids)] = score
    return scores
