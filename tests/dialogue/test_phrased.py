"""Whoever says a phrase of the playbook is understood, whatever the model makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import entity, playbook, reading

from voice_agent.core.turn import Escalation, TurnReading
from voice_agent.dialogue.phrased import as_expected, as_phrased, farewell, with_values_of
from voice_agent.playbook.schema import Playbook

PHRASES = {
    "balance": ["dividend came in?", "what's left", "hello there"],
    "transfer": ["pay a person", "pay {payee} [fifty](amount)", "<please|now> send it"],
    "fees": ["what do you charge"],
    "advice": ["which loan suits me"],
    "person": ["get me somebody", "what's left"],
    "thanks": ["cheers"],
}
BOOK: Playbook = playbook().model_copy(update={"phrases": PHRASES})


def misread(text: str, **made: Any) -> TurnReading:
    return reading(text, "person", 0.6, escalation=Escalation(0.9, "person"), reasoning=0.9, **made)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Pay a person.", "transfer"),
        ("dividend came in", "balance"),
        ("What do you charge?", "fees"),
    ],
)
def test_a_phrase_means_its_task_and_no_person(text: str, intent: str) -> None:
    read = as_phrased(BOOK, misread(text))
    assert (read.intent, read.confidence, read.act) == (intent, 1.0, "request")
    assert read.escalation == Escalation()
    assert read.reasoning == 0.0


def test_the_values_of_a_phrase_may_be_others() -> None:
    text = "pay Tom $20"
    money = entity("amount", "$20", {"amount": 20.0, "currency": "USD"}, text)
    read = as_phrased(BOOK, misread(text, entities=[entity("payee", "Tom", "Tom", text), money]))
    assert read.intent == "transfer"
    assert len(read.entities) == 2


def test_a_question_that_takes_reasoning_still_does() -> None:
    read = as_phrased(BOOK, misread("which loan suits me"))
    assert (read.intent, read.reasoning) == ("advice", 0.9)


@pytest.mark.parametrize(
    "text",
    ["get me somebody", "cheers", "what's left", "please send it", "pay a person now", ""],
)
def test_other_turns_are_the_models(text: str) -> None:
    assert as_phrased(BOOK, misread(text)) == misread(text)


def test_what_sounds_like_the_vocabulary_is_read_as_that() -> None:
    phrases = {"fees": ["fries", "two fries", "three fries"]}
    book = playbook().model_copy(update={"vocabulary": ["freeze"], "phrases": phrases})
    assert as_expected(book, "frees it") == "freeze it"
    assert as_expected(book, "fries") == "fries", "callers say so"


def test_values_are_those_that_were_heard() -> None:
    account = entity("account", "savings", "savings")
    meant, heard = reading("freeze savings", "fees"), reading("frees savings", entities=[account])
    assert with_values_of(meant, heard).entities == (account,)
    assert with_values_of(meant, heard).intent == "fees"


def test_who_ends_with_a_farewell_leaves_unless_something_is_asked_for() -> None:
    data = BOOK.model_dump()
    data["intents"]["bye"] = {"answer": "Bye.", "ends_call": True}
    data["phrases"]["bye"] = ["goodbye"]
    book = Playbook.model_validate(data)
    text = "Lovely, thank you. Goodbye."
    assert farewell(book, text) == "bye"
    assert farewell(book, "goodbye is what I said") == ""
    assert as_phrased(book, reading(text, "thanks", act="thank")).intent == "bye"
    asks = reading("my balance, goodbye", "balance", act="request")
    assert as_phrased(book, asks).intent == "balance"
