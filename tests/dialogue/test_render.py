from __future__ import annotations

from datetime import date

import pytest
from fakes import TODAY, playbook

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
    assert render(BOOK, TRANSFER, template, DETAILS, result, TODAY) == expected


def test_a_date_far_from_the_callers_day_is_said_with_its_year() -> None:
    details = {"date": "2026-11-27"}
    said = [
        render(BOOK, TRANSFER, "{date}", details, {}, day)
        for day in (TODAY, date(2026, 1, 30), date(2026, 2, 1))
    ]
    assert said == ["Friday, November 27", "November 27, 2026", "Friday, November 27"]


def test_the_details_are_listed_in_the_order_of_the_playbook() -> None:
    backwards = dict(reversed(DETAILS.items()))
    assert render(BOOK, TRANSFER, "{details}", backwards, {}, TODAY) == "20 dollars and Sarah"
    assert render(BOOK, TRANSFER, "{details}", {}, {}, TODAY) == ""


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
    assert question(BOOK, state, TODAY) == asked


def test_the_open_question_is_repeated_unless_it_has_just_been_asked() -> None:
    waiting = DialogueState(task="transfer", awaiting="payee")
    assert with_question(BOOK, waiting, "It is free.", TODAY) == "It is free. To whom?"
    assert with_question(BOOK, DialogueState(), "It is free.", TODAY) == "It is free."
    asked = DialogueState(task="transfer", awaiting="payee", last_reply="Okay. To whom?")
    assert with_question(BOOK, asked, "It is free.", TODAY) == "It is free."
