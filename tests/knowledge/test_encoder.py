from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from voice_agent.core.errors import ModelError
from voice_agent.knowledge.encoder import MAX_TOKENS, SentenceEncoder

WORDS = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "open": 3, "account": 4}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An encoder whose state of a token is twice its number, and three."""
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 0), ("[SEP]", 1)]
    )
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "t"])
    states = helper.make_tensor_value_info("states", TensorProto.FLOAT, [1, "t", 2])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, 2])
    table = np.array([[2.0 * n, 3.0] for n in range(5)], dtype=np.float32)
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["states"]),
        helper.make_node("ReduceMean", ["states"], ["vector"], axes=[1], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes, "g", [ids], [vector, states], [onnx.numpy_helper.from_array(table, "table")]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(tmp_path / "encoder.int8.onnx"))
    return tmp_path


def test_a_text_has_a_vector_and_pieces_without_the_marks(folder: Path) -> None:
    found = SentenceEncoder(folder).encode("open account")
    assert found.vector == pytest.approx([4.0, 3.0])
    assert found.spans == ((0, 4), (5, 12))
    assert np.linalg.norm(found.pieces, axis=1) == pytest.approx([1.0, 1.0])
    assert found.pieces[0] == pytest.approx(np.array([6.0, 3.0]) / np.hypot(6.0, 3.0))


def test_long_texts_are_cut(folder: Path) -> None:
    assert len(SentenceEncoder(folder).encode("open " * 200).spans) == MAX_TOKENS - 2


def test_the_fingerprint_is_that_of_the_graph(folder: Path) -> None:
    one = SentenceEncoder(folder).fingerprint
    assert one == SentenceEncoder(folder).fingerprint
    graph = onnx.load(str(folder / "encoder.int8.onnx"))
    graph.doc_string = "another"
    onnx.save(graph, str(folder / "encoder.int8.onnx"))
    assert one != SentenceEncoder(folder).fingerprint


def test_missing_and_foreign_files_are_errors(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"tokenizer\.json: not a tokenizer"):
        SentenceEncoder(tmp_path / "none")
    graph = onnx.load(str(folder / "encoder.int8.onnx"))
    graph.graph.output.pop()
    onnx.save(graph, str(folder / "encoder.int8.onnx"))
    with pytest.raises(ModelError, match="expected states, vector"):
        SentenceEncoder(folder)
