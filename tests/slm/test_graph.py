"""The graph of the language model: which logits come out, and which graphs are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from toy_slm import LABELS, write_model

from voice_agent.core.errors import ModelError
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.graph import Logits, SlmGraph
from voice_agent.slm.labels import SENTIMENTS


def run(folder: Path, text: str) -> Logits:
    labels = replace(LABELS, sentiments=SENTIMENTS, reasoning=True)
    write_model(folder, labels)
    encoder = TurnEncoder.load(folder / "tokenizer.json", max_tokens=16, max_asked_tokens=6)
    return SlmGraph(folder / "slm.int8.onnx", labels).run(encoder.encode(text, ""))


def test_each_head_has_its_logits_and_the_tags_have_a_row_for_each_word(tmp_path: Path) -> None:
    found = run(tmp_path, "send fifty dollars")
    assert found.intent.tolist() == [0, 0, 9]
    assert found.tags.shape == (3, 3)
    assert found.tags.argmax(axis=1).tolist() == [0, 1, 2]
    assert [head.ndim for head in (found.act, found.escalation, found.completeness)] == [1, 1, 1]
    assert (found.sentiment.size, found.reasoning.size) == (3, 2)


def test_heads_that_the_model_has_not_have_no_numbers(tmp_path: Path) -> None:
    labels = replace(LABELS, acts=(), escalations=(), completeness=False)
    write_model(tmp_path, labels)
    encoder = TurnEncoder.load(tmp_path / "tokenizer.json", max_tokens=16, max_asked_tokens=6)
    graph = SlmGraph(tmp_path / "slm.int8.onnx", labels, threads=2)
    found = graph.run(encoder.encode("balance", ""))
    assert found.intent.tolist() == [0, 9, 0]
    for head in (found.act, found.escalation, found.completeness, found.sentiment):
        assert np.array_equal(head, np.zeros(0, np.float32))


def test_a_graph_that_is_not_the_labels_own_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path, outputs=4)
    with pytest.raises(ModelError, match=r"outputs .*labels\.json says .*voice-agent train"):
        SlmGraph(tmp_path / "slm.int8.onnx", LABELS)


def test_a_missing_graph_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no such model file; .*voice-agent train") as caught:
        SlmGraph(tmp_path / "slm.int8.onnx", LABELS)
    assert caught.value.stage == "slm"
