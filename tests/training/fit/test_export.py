"""Graphs of a tiny network."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tiny_network import LABELS, encoder, fitted, task, tiny

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")
onnx = pytest.importorskip("onnx", reason="needs the 'train' extra")

from voice_agent.slm.graph import INPUTS, SlmGraph
from voice_agent.training.fit.export import export, quantise

pytestmark = pytest.mark.train


def test_exported_and_quantised_graphs_answer_like_the_network(tmp_path: Path) -> None:
    network = tiny()
    fitted(tmp_path, task(), network)
    export(network, tmp_path / "fp32.onnx")
    quantise(tmp_path / "fp32.onnx", tmp_path / "int8.onnx")
    exact = SlmGraph(tmp_path / "fp32.onnx", LABELS)
    small = SlmGraph(tmp_path / "int8.onnx", LABELS)

    for text, asked in (("pay bob ten dollars", ""), ("rain", "what is today"), ("my balance", "")):
        turn = encoder().encode(text, asked)
        with torch.no_grad():
            own = network(torch.from_numpy(turn.ids)[None], torch.from_numpy(turn.types)[None])
        logits = exact.run(turn)
        np.testing.assert_allclose(logits.intent, own["intent"][0].numpy(), atol=1e-4)
        np.testing.assert_allclose(logits.tags, own["tags"][0].numpy()[turn.firsts], atol=1e-4)
        assert int(small.run(turn).intent.argmax()) == int(logits.intent.argmax())
    assert small.run(encoder().encode("what is my balance")).intent.argmax() == 2


def test_the_graph_takes_any_length_and_holds_nothing_that_slows_serving(tmp_path: Path) -> None:
    export(tiny().eval(), tmp_path / "fp32.onnx")
    graph = onnx.load(str(tmp_path / "fp32.onnx")).graph

    def shape(value: onnx.ValueInfoProto) -> tuple[str | int, ...]:
        axes = value.type.tensor_type.shape.dim
        return tuple(axis.dim_param or axis.dim_value for axis in axes)

    assert {one.name: shape(one) for one in graph.input} == dict.fromkeys(
        INPUTS, ("batch", "tokens")
    )
    assert [one.name for one in graph.output] == list(LABELS.heads)
    assert shape(graph.output[2]) == ("batch", "tokens", 3)
    # One for each product of the layer and its heads; masks would add Where.
    kinds = Counter(node.op_type for node in graph.node)
    assert kinds["Softmax"] == 1
    assert kinds["MatMul"] + kinds["Gemm"] == 8 + len(LABELS.heads)
    assert kinds["Where"] == 0
