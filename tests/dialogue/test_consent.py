"""Whether a turn agrees to what was read back or offered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Escalation, Response
from voice_agent.dialogue.consent import (
    about_an_offer,
    confirm_template,
    consents,
    is_heated,
    was_heard,
    yes_or_no,
)
from voice_agent.dialogue.context import TurnContext, context_of
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState

OFFERED = "I cannot help with that. Shall I get a colleague?"
BOOK = playbook()
USD_250 = {"amount": 250.0, "currency": "USD"}
READ_BACK = DialogueState(
    task="transfer",
    awaiting=CONFIRM,
    details={
        "amount": {"amount": 250.0, "currency": "USD"},
        "payee": "Sarah",
        "date": "2026-11-27",
    },
    last_reply="Send 250 dollars to Sarah on Friday, November 27, right?",
)


def context(state: DialogueState = READ_BACK, unheard: str = "") -> TurnContext:
    return context_of(BOOK, state, TODAY, unheard)


@pytest.mark.parametrize(
    ("unheard", "heard"),
    [("", True), ("November 27, right?", True), ("was left out. Send 250", False)],
)
def test_what_is_read_back_was_heard_up_to_its_question(unheard: str, heard: bool) -> None:
    assert was_heard(BOOK, context(unheard=unheard)) is heard
    assert was_heard(BOOK, context(replace(READ_BACK, awaiting="payee"), unheard))


def test_a_yes_is_to_what_was_asked_last() -> None:
    assert consents(BOOK, context(), "yes")
    later = context(replace(READ_BACK, last_reply=BOOK.says.still_there))
    assert not consents(BOOK, later, "yes")
    assert consents(BOOK, later, "yes I'm here, yes that's right")


def test_the_offer_of_a_person_is_answered_first() -> None:
    book = BOOK.model_copy(update={"says": BOOK.says.model_copy(update={"llm_fallback": OFFERED})})
    asked = context_of(book, replace(READ_BACK, last_reply=OFFERED), TODAY)
    assert about_an_offer(book, asked, reading("yes please", act="affirm")) == Response("yes")
    assert about_an_offer(book, asked, reading("no", act="deny")) == Response("repeat")
    assert about_an_offer(book, asked, reading("how long does it take")) is None
    assert about_an_offer(book, context(), reading("yes please", act="affirm")) is None


def test_what_was_read_back_may_be_said_again_in_a_yes() -> None:
    text = "to Sarah, yes"
    said = reading(text, entities=[entity("payee", "Sarah", "Sarah", text)])
    assert yes_or_no(BOOK, context(), said) == "yes"
    assert yes_or_no(BOOK, context(replace(READ_BACK, awaiting="date")), said) == "unclear"
    offer = DialogueState(awaiting=OFFER, last_reply=OFFERED)
    assert yes_or_no(BOOK, context(offer), reading("no thanks", act="deny")) == "no"


def test_an_impatient_answer_is_one() -> None:
    said = reading("for heaven's sake, yes", "person", escalation=Escalation(0.9, "anger"))
    assert is_heated(BOOK, READ_BACK, said)
    assert not is_heated(
        BOOK, READ_BACK, reading("yes", "person", escalation=Escalation(0.9, "fraud"))
    )
    assert not is_heated(BOOK, replace(READ_BACK, awaiting="date"), said)


def test_what_is_to_be_confirmed_without_the_callers_words() -> None:
    assert confirm_template(BOOK, READ_BACK) == BOOK.intents["transfer"].confirm
    assert confirm_template(BOOK, DialogueState()) == ""
