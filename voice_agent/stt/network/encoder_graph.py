"""Whisper's encoder as an ONNX graph."""

from __future__ import annotations

from voice_agent.stt.network.graph import Graph, Shape
from voice_agent.stt.network.weights import Weights


def encoder_graph(weights: Weights, shape: Shape) -> bytes:
    """Build the graph from features to what the decoder attends to.

    In: ``features`` ``[1, mels, 2 n]``; ``places`` ``[n, size]``, the encodings of the frames'
    positions; ``weight`` ``[n + r]``, the logarithm of how many frames each represents; per layer
    keys and values of the r frames after them, ``behind_k{l}`` ``[heads, per head, r]`` and
    ``behind_v{l}`` ``[heads, r, per head]``.

    Out: ``encoded`` ``[n, size]``, and the keys and values of the n frames, ``own_k{l}`` and
    ``own_v{l}``.
    """
    graph = Graph(weights, shape)
    x = graph.take("features", 1, weights["encoder/conv1/weight"].shape[1], None)
    graph.take("places", None, shape.size)
    graph.take("weight", None)
    for name, stride in (("conv1", 1), ("conv2", 2)):
        weight, bias = (graph.variable(f"encoder/{name}/{part}") for part in ("weight", "bias"))
        x = graph.add("Conv", x, weight, bias, kernel_shape=[3], pads=[1, 1], strides=[stride])
        x = graph.gelu(x)
    x = graph.add("Transpose", graph.add("Squeeze", x, graph.numbers(0)), perm=[1, 0])
    x = graph.add("Add", x, "places")
    for layer in range(shape.layers):
        x = _layer(graph, layer, x)
    graph.norm(x, "encoder/layer_norm", called="encoded")
    graph.give("encoded")
    return graph.serialised()


def _layer(graph: Graph, layer: int, x: str) -> str:
    """Add self-attention and feed-forward, each after its norm."""
    place = f"encoder/layer_{layer}"
    query, key, value = graph.own(place, x)
    key = graph.heads(key, [1, 2, 0], called=f"own_k{layer}")
    value = graph.heads(value, [1, 0, 2], called=f"own_v{layer}")
    graph.give(key)
    graph.give(value)
    key, value = graph.with_silence(layer, key, value, called="all")
    y = graph.attention(graph.heads(query, [1, 0, 2]), key, value, "weight")
    x = graph.add("Add", x, graph.projected(f"{place}/self_attention/linear_1", y))
    return graph.feed_forward(place, x)
