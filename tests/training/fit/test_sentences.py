"""The sentence encoder, trained on a tiny base."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_network import WORDS, tokenizer

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel

from voice_agent.core.turn import Section
from voice_agent.knowledge.encoder import SentenceEncoder
from voice_agent.knowledge.sections import Folder
from voice_agent.training.fit import sentences

pytestmark = pytest.mark.train

FOLDER = Folder(
    [
        Section("money", "what is my balance", "ten dollars"),
        Section("sky", "is rain today", "yes"),
    ],
    {
        0: ["my balance please", "what dollars is my balance"],
        1: ["rain please", "what rain is today"],
    },
    ["pay bob", "pay bob ten"],
)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "base"
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=4, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    torch.manual_seed(1)
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    made = tokenizer()
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.save(str(folder / "tokenizer.json"))
    monkeypatch.setattr(sentences, "base_folder", lambda: folder)
    # So small a network has nothing to keep.
    monkeypatch.setattr(sentences, "FROZEN", 0)
    monkeypatch.setattr(sentences, "_RATE", 3e-3)
    return folder


def test_questions_of_one_section_come_nearer_than_others(base: Path, tmp_path: Path) -> None:
    def gap(folder: Path) -> float:
        encoder = SentenceEncoder(folder)
        one, same, other = (
            encoder.encode(text).vector
            for text in ("what is my balance", "my balance please", "rain please")
        )
        assert np.linalg.norm(one) == pytest.approx(1.0, abs=1e-3)
        return float(one @ same - one @ other)

    for steps in (0, 60):
        sentences.train_sentences([FOLDER], tmp_path / str(steps), steps=steps)
    assert gap(tmp_path / "60") > gap(tmp_path / "0")
    assert gap(tmp_path / "60") > 0.2
    assert {path.name for path in (tmp_path / "60").iterdir()} == {
        "encoder.int8.onnx", "tokenizer.json",
    }  # fmt: skip


def test_a_folder_of_public_sets_without_the_set_is_no_error(base: Path, tmp_path: Path) -> None:
    sentences.train_sentences([FOLDER], tmp_path / "out", data=tmp_path, steps=1)
    assert SentenceEncoder(tmp_path / "out").encode("pay bob").vector.shape == (32,)
