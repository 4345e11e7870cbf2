"""Answers to the agent's questions."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from toy_corpus import texts, write_playbook

from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.answer_rows import AnswerRows
from voice_agent.training.data.mapping import load_mapping


@pytest.fixture
def playbook(tmp_path: Path) -> Playbook:
    return write_playbook(tmp_path)


@pytest.fixture
def answers(playbook: Playbook) -> AnswerRows:
    return AnswerRows(playbook, load_mapping(playbook), Random(1))


def test_yes_and_no_follow_a_question(answers: AnswerRows) -> None:
    rows = list(answers.acts())

    assert {row.act for row in rows} == {"affirm", "deny", "repeat", "thank", "bye", "greet"}
    assert {row.act for row in rows if row.asked} == {"affirm", "deny"}
    assert {row.act for row in rows if row.sentiment} == {"thank"}


def test_short_answers_carry_the_question_and_its_intent(answers: AnswerRows) -> None:
    rows = list(answers.short_answers())
    plain = [row for row in rows if row.group == "answers"]

    assert {row.intents for row in rows} == {("move",)}
    assert all(row.asked and row.asked.pieces[0].text == "How much?" for row in rows)
    assert all("amount" in row.phrase.entities for row in plain)
    assert {row.act for row in rows if row.group == "answers/none"} == {"inform", "deny"}


def test_confirmations_read_back_details_and_results(
    playbook: Playbook, answers: AnswerRows
) -> None:
    rows = list(answers.confirmations())
    asked = texts([row.asked for row in rows if row.asked], playbook)

    assert {row.act for row in rows} == {"affirm", "deny"}
    assert all(line.startswith("Move ") and line.endswith(", it?") for line in asked)


def test_a_yes_to_the_offer_of_a_person_wants_one(answers: AnswerRows) -> None:
    rows = list(answers.closings())
    offered = [row for row in rows if row.escalation == "person"]

    assert {(row.intents, row.act) for row in offered} == {(("person",), "affirm")}
    assert {row.intents for row in rows if row.act == "deny"} == {("check_balance",)}
    assert {row.intents for row in rows if row.act == "affirm"} == {("out_of_scope",), ("person",)}


def test_what_the_agent_says_may_precede_any_turn(playbook: Playbook, answers: AnswerRows) -> None:
    said = texts(list(answers.questions()), playbook)

    assert {"Hello.", "What?", "How much?", "Plenty.", "Done."} <= set(said)
    assert any(line.startswith("Move ") for line in said)
