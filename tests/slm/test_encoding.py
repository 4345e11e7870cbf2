from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from voice_agent.core.errors import ModelError
from voice_agent.slm.encoding import TurnEncoder
from voice_agent.slm.labels import SENTIMENTS, Calibration, Labels, Scope

VOCABULARY = ["[UNK]", "[CLS]", "[SEP]", "pay", "bob", "##by", "to", "##day", "who", "?", "now"]


def encoder(max_tokens: int = 12, max_asked: int = 5) -> TurnEncoder:
    table = {piece: index for index, piece in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(table, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    # What a downloaded tokenizer.json may ask for must not reach the graph.
    tokenizer.enable_padding(length=20)
    tokenizer.enable_truncation(3)
    return TurnEncoder(tokenizer, max_tokens=max_tokens, max_asked_tokens=max_asked)


def pieces(ids: object) -> list[str]:
    return [VOCABULARY[int(index)] for index in ids]  # type: ignore[attr-defined]


def test_the_turn_comes_first_and_the_question_is_type_one() -> None:
    turn = encoder().encode("Pay bobby today", "to who now?")

    assert pieces(turn.ids)[:7] == ["[CLS]", "pay", "bob", "##by", "to", "##day", "[SEP]"]
    assert pieces(turn.ids)[7:] == ["to", "who", "now", "?", "[SEP]"]
    assert turn.types.tolist() == [0] * 7 + [1] * 5


def test_words_have_characters_and_first_tokens() -> None:
    turn = encoder().encode("Pay bobby today")

    assert turn.words == ((0, 3), (4, 9), (10, 15))
    assert turn.firsts.tolist() == [1, 2, 4]


def test_a_long_turn_loses_whole_words_from_its_start() -> None:
    turn = encoder(max_tokens=6).encode("pay bobby today now")

    assert pieces(turn.ids) == ["[CLS]", "to", "##day", "now", "[SEP]"]
    assert turn.words == ((10, 15), (16, 19))
    assert len(encoder(max_tokens=6).encode("pay " * 50, "to who now?").ids) == 6


def test_the_question_keeps_its_end_and_gives_way_to_the_turn() -> None:
    turn = encoder(max_tokens=12, max_asked=4).encode("now", "pay to who now?")
    assert pieces(turn.ids) == ["[CLS]", "now", "[SEP]", "to", "who", "now", "?", "[SEP]"]
    assert 1 not in encoder(max_tokens=12).encode("pay bobby today now now", "to who now?").types


def test_a_tokenizer_without_the_special_tokens_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    Tokenizer(models.WordLevel({"a": 0}, unk_token="a")).save(str(path))
    with pytest.raises(ModelError, match="CLS"):
        TurnEncoder.load(path, max_tokens=8, max_asked_tokens=4)


def labels() -> Labels:
    return Labels(
        playbook="Toy",
        intents=("out_of_scope", "pay"),
        entities=("payee",),
        calibration=Calibration(intent=1.3, scope=Scope((0.5, 0.25), -1.0, 0.4)),
        made_with={"seed": 1},
    )


def test_labels_come_back_as_written(tmp_path: Path) -> None:
    labels().write(tmp_path / "labels.json")

    assert Labels.read(tmp_path / "labels.json") == labels()
    assert labels().tags == ("O", "B-payee", "I-payee")


def test_outputs_follow_from_what_is_named() -> None:
    assert labels().heads == {
        "intent": 2, "act": 8, "tags": 3, "escalation": 6, "completeness": 2
    }  # fmt: skip
    bare = Labels("Set", ("out_of_scope", "a"), (), acts=(), escalations=(), completeness=False)
    assert bare.heads == {"intent": 2}
    assert replace(bare, sentiments=SENTIMENTS, reasoning=True).heads == {
        "intent": 2, "sentiment": 3, "reasoning": 2
    }  # fmt: skip


def test_labels_written_before_there_were_more_heads_are_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    labels().write(path)
    data = json.loads(path.read_text(encoding="utf-8"))
    for key in ("completeness", "sentiments", "reasoning"):
        del data[key]
    for key in ("sentiment", "reasoning"):
        del data["calibration"][key]
    path.write_text(json.dumps(data), encoding="utf-8")

    assert Labels.read(path) == labels()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 99),
        ("intents", ["pay"]),
        ("calibration", None),
        ("surprise", 1),
    ],
)
def test_damaged_labels_are_refused(tmp_path: Path, key: str, value: object) -> None:
    path = tmp_path / "labels.json"
    labels().write(path)
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data | {key: value}), encoding="utf-8")

    with pytest.raises(ModelError):
        Labels.read(path)


def test_serving_does_not_import_the_training_libraries() -> None:
    code = (
        "import sys, voice_agent.slm.model; "
        "print([n for n in ('torch', 'transformers', 'onnx') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
