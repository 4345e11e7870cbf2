"""Whether a yes is to the task, or to what was asked in the middle of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY, playbook

from voice_agent.dialogue.asked_last import asks_other, offers_beside
from voice_agent.dialogue.context import context_of
from voice_agent.dialogue.state import CONFIRM, DialogueState

BOOK = playbook()
OFFER = "I cannot work that out here. Shall I get a colleague?"
BOOK = BOOK.model_copy(update={"says": BOOK.says.model_copy(update={"llm_fallback": OFFER})})
STATE = DialogueState(
    task="transfer",
    awaiting=CONFIRM,
    details={
        "amount": {"amount": 250.0, "currency": "USD"},
        "payee": "Sarah",
        "date": "2026-11-27",
    },
)
READ_BACK = "Send 250 dollars to Sarah on Friday, November 27, right?"


@pytest.mark.parametrize(
    ("last", "other"),
    [
        (READ_BACK, False),
        (f"It costs 20 dollars. {READ_BACK}", False),
        ("", False),
        ("Once more?", False),
        ("I did not hear you.", False),
        (BOOK.says.hold, False),
        (BOOK.says.still_there, True),
        (OFFER, True),
        ("A fixed rate is safer.", True),
        ("Shall I go on?", True),
    ],
)
def test_what_was_said_after_the_read_back(last: str, other: bool) -> None:
    context = context_of(BOOK, replace(STATE, last_reply=last), TODAY)
    assert asks_other(BOOK, context) is other


def test_without_a_question_nothing_else_was_asked() -> None:
    context = context_of(BOOK, DialogueState(last_reply="Shall I go on?"), TODAY)
    assert not asks_other(BOOK, context)


def test_an_offer_in_the_middle_of_a_task() -> None:
    assert offers_beside(BOOK, replace(STATE, last_reply=OFFER))
    assert offers_beside(BOOK, replace(STATE, last_reply=f"Well. {BOOK.says.llm_cut}"))
    assert not offers_beside(BOOK, DialogueState(last_reply=OFFER))
    assert not offers_beside(BOOK, replace(STATE, last_reply=READ_BACK))
    plain = playbook()
    told = replace(STATE, last_reply=plain.says.llm_fallback)
    assert not offers_beside(plain, told)
