"""Turns that people have labelled, as rows to train on and as turns to measure on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes import playbook

from voice_agent.core.errors import ConfigError
from voice_agent.playbook import Playbook
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.training.data.labelled import heldout_if_any, learned_rows, plain, read_heldout

TURNS = [
    {"say": "send [ten dollars](amount) to Bob", "intent": "transfer", "act": "request"},
    {"say": "what is the weather", "intent": "out_of_scope"},
    {"say": "no it is not", "intent": ["transfer", "balance"], "asked": "Is that right?"},
    {"say": "this is a scandal", "intent": "person", "escalation": "anger",
     "sentiment": "negative", "reasoning": False},
]  # fmt: skip


def book(folder: Path, file: str, turns: list[dict[str, Any]] = TURNS) -> Playbook:
    (folder / file).write_text(yaml.safe_dump({"groups": {"unseen": turns}}))
    return playbook(folder)


def test_turns_to_measure_on(tmp_path: Path) -> None:
    transfer, weather, unsure, angry = read_heldout(book(tmp_path, "heldout.yaml"))
    assert transfer.said.text == "send ten dollars to Bob"
    assert (transfer.group, transfer.intents, transfer.act) == ("unseen", ("transfer",), "request")
    assert (transfer.tagged, weather.tagged) == (True, False)
    assert (unsure.intents, unsure.asked) == (("transfer", "balance"), "Is that right?")
    assert (angry.escalation, angry.sentiment, angry.reasoning) == ("anger", "negative", False)


def test_a_playbook_without_such_turns_has_none(tmp_path: Path) -> None:
    assert heldout_if_any(playbook(tmp_path)) == []
    with pytest.raises(ConfigError, match=r"heldout\.yaml"):
        read_heldout(playbook(tmp_path))
    assert len(heldout_if_any(book(tmp_path, "heldout.yaml"))) == len(TURNS)


def test_learned_turns_are_rows_to_train_on(tmp_path: Path) -> None:
    transfer, weather, unsure, angry = learned_rows(book(tmp_path, "learned.yaml"), 0.0)
    assert (transfer.group, transfer.intents, transfer.split) == ("learned", ("transfer",), "train")
    assert (transfer.tagged, weather.tagged, unsure.tagged) == (True, False, False)
    assert unsure.asked == parse_phrase("Is that right?", ())
    assert (transfer.asked, angry.sentiment, angry.escalation) == (None, "negative", "anger")
    assert {row.split for row in learned_rows(playbook(tmp_path), 1.0)} == {"dev"}


def test_without_the_file_nothing_was_learned(tmp_path: Path) -> None:
    assert list(learned_rows(playbook(tmp_path), 0.1)) == []


def test_an_intent_that_the_playbook_lacks_is_named(tmp_path: Path) -> None:
    bad = book(tmp_path, "learned.yaml", [{"say": "hi", "intent": "greeting"}])
    with pytest.raises(ConfigError, match="greeting"):
        list(learned_rows(bad, 0.1))


def test_a_phrase_with_gaps_is_not_plain() -> None:
    assert plain(parse_phrase("send [ten](amount)", ("amount",))).text == "send ten"
    with pytest.raises(ConfigError):
        plain(parse_phrase("send {amount}", ("amount",)))
