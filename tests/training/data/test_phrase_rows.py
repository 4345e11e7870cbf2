"""Rows from the playbook's phrases and the patterns of its ``datasets.yaml``."""

from __future__ import annotations

from pathlib import Path

from toy_corpus import write_playbook

from voice_agent.training.data.mapping import load_mapping
from voice_agent.training.data.phrase_rows import composition_rows, phrase_rows


def test_each_phrase_is_a_row_of_its_intent(tmp_path: Path) -> None:
    playbook = write_playbook(tmp_path, acts={"move": "inform"})
    rows = list(phrase_rows(playbook, load_mapping(playbook)))

    assert [row.intents[0] for row in rows] == ["check_balance"] * 20 + [
        "move",
        "move",
        "out_of_scope",
    ]
    assert [row.act for row in rows[-3:]] == ["inform", "inform", None]
    assert [row.tagged for row in rows[-3:]] == [True, True, False]
    assert rows[-1].group == "phrases/scope"


def test_some_answered_requests_also_teach_an_even_mood(tmp_path: Path) -> None:
    playbook = write_playbook(tmp_path)
    plain = [row for row in phrase_rows(playbook, load_mapping(playbook)) if row.sentiment]

    assert 0 < len(plain) < 20
    assert {(row.sentiment, row.reasoning) for row in plain} == {("neutral", False)}


def test_an_intent_for_a_person_has_the_mood_of_its_reason(tmp_path: Path) -> None:
    playbook = write_playbook(tmp_path, escalation={"move": "complaint"})
    rows = [r for r in phrase_rows(playbook, load_mapping(playbook)) if r.intents == ("move",)]

    assert {(row.escalation, row.sentiment) for row in rows} == {("complaint", "negative")}


def test_further_patterns_only_teach(tmp_path: Path) -> None:
    playbook = write_playbook(tmp_path, compositions={"move": ["send {amount}"] * 30})
    rows = list(composition_rows(playbook, load_mapping(playbook)))

    assert {(row.split, row.group) for row in rows} == {("train", "compositions")}
    assert len(rows) == 30
