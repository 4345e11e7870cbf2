"""The parts of the graphs on small random weights, against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from small_whisper import HEADS, LAYERS, SIZE, Plain, attend, gelu, norm, variables

from voice_agent.core.onnx import open_onnx
from voice_agent.stt.network.graph import Graph, Shape

SHAPE = Shape(LAYERS, HEADS, SIZE)
X = np.random.default_rng(3).normal(0, 1, (7, SIZE)).astype(np.float32)


def result(graph: Graph, name: str, **inputs: np.ndarray) -> np.ndarray:
    graph.give(name)
    made: np.ndarray = open_onnx(graph.serialised()).run([name], inputs)[0]
    return made


@pytest.fixture
def graph() -> Graph:
    made = Graph(variables(), SHAPE)
    made.take("x", None, SIZE)
    return made


@pytest.mark.parametrize("half", ["encoder", "decoder"])
def test_the_shape_is_read_from_the_weights(half: str) -> None:
    assert Shape.of(variables(), half) == SHAPE
    assert SHAPE.per_head == SIZE // HEADS


def test_a_linear_layer_loses_little_by_its_eight_bits(graph: Graph) -> None:
    weight = variables()["encoder/layer_0/ffn/linear_0/weight"].astype(np.float64)
    found, wanted = result(graph, graph.linear("x", weight), x=X), X @ weight.T
    assert np.linalg.norm(found - wanted) < 0.01 * np.linalg.norm(wanted)


def test_a_layer_of_the_model_has_its_bias_and_may_be_scaled(graph: Graph) -> None:
    name = "encoder/layer_0/ffn/linear_0"
    wanted = Plain(variables()).linear(name, X)
    scale = np.linspace(0.5, 2, wanted.shape[1]).astype(np.float32)
    plain, scaled = graph.projected(name, "x"), graph.projected(name, "x", scale)
    assert result(graph, plain, x=X) == pytest.approx(wanted, abs=0.05)
    assert result(graph, scaled, x=X) == pytest.approx(wanted * scale, abs=0.1)


def test_norm_and_gelu_are_the_exact_ones(graph: Graph) -> None:
    normal, activated = graph.norm("x", "encoder/layer_norm"), graph.gelu("x")
    assert result(graph, normal, x=X) == pytest.approx(norm(X), abs=1e-4)
    assert result(graph, activated, x=X) == pytest.approx(gelu(X), abs=1e-5)


def test_attention_is_the_softmax_of_query_and_key_times_value(graph: Graph) -> None:
    query = graph.heads("x", [1, 0, 2])
    key, value = graph.heads("x", [1, 2, 0]), graph.heads("x", [1, 0, 2])
    added = np.triu(np.full((7, 7), -1e9, np.float32), 1)
    seen = graph.attention(query, key, value, graph.constant(added))
    scaled = X * np.float32(np.sqrt(SIZE / HEADS))
    assert result(graph, seen, x=X) == pytest.approx(attend(scaled, X, X, added), abs=1e-4)


def test_queries_of_self_attention_are_scaled_once(graph: Graph) -> None:
    query, key, _ = graph.own("encoder/layer_0", "x")
    q, k, _ = np.split(
        Plain(variables()).linear("encoder/layer_0/self_attention/linear_0", norm(X)), 3, axis=1
    )
    assert result(graph, query, x=X) == pytest.approx(q / np.sqrt(SIZE / HEADS), abs=0.05)
    assert result(graph, key, x=X) == pytest.approx(k, abs=0.1)


def test_the_last_part_of_a_layer_adds_to_what_it_is_given(graph: Graph) -> None:
    wanted = Plain(variables()).feed_forward("encoder/layer_1", X)
    assert result(graph, graph.feed_forward("encoder/layer_1", "x"), x=X) == pytest.approx(
        wanted, abs=0.1
    )
