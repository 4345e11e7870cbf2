"""Rows that every playbook shares."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from voice_agent.core.errors import ConfigError
from voice_agent.training.data import shared, shared_rows
from voice_agent.training.data.mapping import Mapping


def test_the_mapping_says_which_intent_wants_a_person() -> None:
    rows = list(shared_rows.escalation_rows(Mapping(shared={"person": "agent"})))

    assert {row.intents for row in rows if row.escalation == "person"} == {("agent",)}
    assert {row.intents for row in rows if row.escalation == "fraud"} == {()}
    assert {row.sentiment for row in rows if row.escalation == "anger"} == {"negative"}
    assert {row.group for row in rows} == {"escalation/none", "escalation/wanted"}


def test_turns_beside_every_playbook_are_out_of_scope() -> None:
    assert {row.intents for row in shared_rows.scope_rows()} == {("out_of_scope",)}


def test_mood_and_reasoning_keep_some_rows_for_measuring() -> None:
    moods, reasoned = list(shared_rows.sentiment_rows()), list(shared_rows.reasoning_rows())

    assert {row.sentiment for row in moods} == {"negative", "neutral", "positive"}
    assert {row.reasoning for row in reasoned} == {True, False}
    for rows in (moods, reasoned):
        assert {row.split for row in rows} == {"train", "dev", "test"}


def test_a_class_that_no_head_knows_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "DATA", tmp_path)
    for name in ("sentiment", "escalation"):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump({"sleepy": ["yawn"]}))

    with pytest.raises(ConfigError, match="no such class: sleepy"):
        list(shared_rows.sentiment_rows())
    with pytest.raises(ConfigError, match=r"escalation\.yaml: sleepy: known: none, "):
        list(shared_rows.escalation_rows(Mapping()))
    assert list(shared_rows.reasoning_rows()) == []
