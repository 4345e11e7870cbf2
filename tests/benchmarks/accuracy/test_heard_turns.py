"""Hypotheses of a turn compared, and the playbook of the few-shot check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.accuracy.fewshot import FLORIST
from benchmarks.accuracy.heard_turns import HeardTurn, compare, read_turns, summary
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, Escalation, Transcript, TurnReading
from voice_agent.playbook import load_playbook
from voice_agent.playbook.phrases import normalised
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.labelled import read_heldout

TURNS = [HeardTurn(("book a table", "cook a table", "book a tale now"), "hello")]


class Reader:
    """Reads by single words."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, transcript: Transcript, *, asked: str = "") -> TurnReading:
        """Known intent when somebody books, a human when somebody cooks."""
        self.asked.append(asked)
        books = "book" in transcript.text
        return TurnReading(
            transcript,
            intent="booking" if books else OUT_OF_SCOPE,
            confidence=0.9 if books else 0.5,
            act="request" if "table" in transcript.text else "inform",
            escalation=Escalation(0.1 if books else 0.9),
        )


def test_every_hypothesis_is_compared_with_the_best() -> None:
    reader = Reader()
    cook, tale = compare(TURNS, reader, threshold=0.6)
    assert reader.asked == ["hello"] * 3
    assert (cook.words, cook.intent, cook.scope, cook.act, cook.human) == (
        1,
        False,
        False,
        True,
        False,
    )
    assert cook.confidence == pytest.approx(0.4)
    assert (tale.words, tale.intent, tale.scope, tale.act, tale.human) == (
        2,
        True,
        True,
        False,
        True,
    )


def test_agreement_is_summed_up_by_the_words_that_differ() -> None:
    figures = summary(compare(TURNS, Reader(), threshold=0.6))
    assert list(figures) == ["all", "1 word", "2 words"]
    assert figures["all"]["pairs"] == 2
    assert figures["all"]["intent"] == 0.5
    assert figures["2 words"] == {
        "pairs": 1, "intent": 1.0, "scope": 1.0, "act": 0.0, "human": 1.0, "confidence": 0.0,
    }  # fmt: skip


def test_turns_with_one_hypothesis_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "turns.jsonl"
    rows = [{"nbest": ["a", "b"], "prev_agent": "hi"}, {"nbest": ["a"], "prev_agent": ""}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert read_turns(path) == [HeardTurn(("a", "b"), "hi")]


def test_a_missing_or_wrong_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_turns(tmp_path / "none.jsonl")
    (tmp_path / "wrong.jsonl").write_text('{"nbest": 3}\n')
    with pytest.raises(ConfigError, match=r"wrong\.jsonl: not the turns"):
        read_turns(tmp_path / "wrong.jsonl")


def test_the_florist_is_small_and_measured_in_other_words() -> None:
    florist = load_playbook(FLORIST)
    assert len(florist.intents) == 8
    assert {len(lines) for lines in florist.phrases.values()} == {7}
    turns = read_heldout(florist)
    in_scope = [turn for turn in turns if turn.intents != (OUT_OF_SCOPE,)]
    assert len(in_scope) >= 60
    assert {intent for turn in in_scope for intent in turn.intents} == {*florist.intents}
    said = {normalised(line) for lines in florist.phrases.values() for line in lines}
    assert said.isdisjoint(normalised(turn.said.text) for turn in turns)
    assert build_corpus(florist, None, 1).split("train")
