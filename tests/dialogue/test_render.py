from __future__ import annotations

import pytest
from fakes import playbook

from voice_agent.dialogue.render import question, render, with_question
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState

BOOK = playbook()
TRANSFER = BOOK.intents["transfer"]
DETAILS = {"amount": {"amount": 20.0, "currency": "USD"}, "payee": "Sarah"}


@pytest.mark.parametrize(
    ("template", "result", "expected"),
    [
        ("Sent {amount} to {payee}.", {}, "Sent 20 dollars to Sarah."),
        ("Sent {details}.", {}, "Sent 20 dollars and Sarah."),
        ("On {date}?", {}, "On ?"),
        ("Number {reference}.", {"reference": 7}, "Number 7."),
        ("{payee}", {"payee": "somebody"}, "somebody"),
        ("{nothing} known ", {}, "known"),
        ("", {}, ""),
    ],
)
def test_gaps_are_filled_as_they_are_spoken(
    template: str, result: dict[str, object], expected: str
) -> None:
    assert render(BOOK, TRANSFER, template, DETAILS, result) == expected


def test_the_details_are_listed_in_the_order_of_the_playbook() -> None:
    backwards = dict(reversed(DETAILS.items()))
    assert render(BOOK, TRANSFER, "{details}", backwards, {}) == "20 dollars and Sarah"
    assert render(BOOK, TRANSFER, "{details}", {}, {}) == ""


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (DialogueState(), None),
        (DialogueState(awaiting=OFFER), None),
        (DialogueState(task="transfer"), None),
        (DialogueState(task="transfer", awaiting=OFFER), None),
        (DialogueState(task="transfer", awaiting="payee"), "To whom?"),
        (
            DialogueState(task="transfer", awaiting=CONFIRM, details=DETAILS),
            "Send 20 dollars to Sarah on , right?",
        ),
    ],
)
def test_the_open_question(state: DialogueState, asked: str | None) -> None:
    assert question(BOOK, state) == asked


def test_the_open_question_is_repeated_unless_it_has_just_been_asked() -> None:
    waiting = DialogueState(task="transfer", awaiting="payee")
    assert with_question(BOOK, waiting, "It is free.") == "It is free. To whom?"
    assert with_question(BOOK, DialogueState(), "It is free.") == "It is free."
    asked = DialogueState(task="transfer", awaiting="payee", last_reply="Okay. To whom?")
    assert with_question(BOOK, asked, "It is free.") == "It is free."
