"""What the recogniser is told to expect."""

from __future__ import annotations

from typing import Any

from fakes import TODAY, playbook
from guarded import guarded

from voice_agent.core.turn import Evidence
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.expecting import expecting
from voice_agent.dialogue.state import (
    CHANGE,
    CONFIRM,
    OFFER,
    VERIFY,
    DialogueState,
    Dictated,
    Verification,
)
from voice_agent.stt.expected import Expected

BOOK = playbook()


def at(**state: Any) -> Expected | None:
    return expecting(BOOK, TurnContext(DialogueState(**state), TODAY, "Which one?"))


def test_a_detail_that_was_asked_for() -> None:
    intent, detail = next(
        (name, detail) for name, intent in BOOK.intents.items() for detail in intent.details
    )
    spec = BOOK.entities[BOOK.intents[intent].entity_of(detail)]
    assert at(task=intent, awaiting=detail) == Expected("value", TODAY, spec, "Which one?")


def test_what_earlier_answers_dictated_counts_again() -> None:
    heard = Evidence((("isla", 0.0),))
    kept = (Dictated("transfer", "payee", heard), Dictated("transfer", "date", heard))
    asked = at(task="transfer", awaiting="payee", dictated=kept)
    assert asked is not None
    assert asked.earlier == (heard,)


def test_a_yes_or_no() -> None:
    task = next(iter(BOOK.intents))
    assert at(task=task, awaiting=CONFIRM) == Expected("consent", TODAY, None, "Which one?")


def test_nothing_in_particular() -> None:
    assert at() is None
    assert at(awaiting=OFFER) is None


def test_a_secret_or_the_answer_to_an_offer_where_the_caller_is_verified() -> None:
    book = guarded()
    assert book.verify is not None
    for offered, expected in (
        (False, Expected("value", TODAY, book.verify.ask["pin"], "Your PIN?")),
        (True, Expected("consent", TODAY, None, "Your PIN?")),
    ):
        state = DialogueState(awaiting=VERIFY, verification=Verification(offered=offered))
        assert expecting(book, TurnContext(state, TODAY, "Your PIN?")) == expected


DETAILS = {"payee": "Isla", "date": "2026-11-27"}


def test_the_letters_of_a_name_that_was_read_back() -> None:
    """They may come with the no, or with what is to be changed."""
    name = BOOK.entities["payee"]
    asked = at(task="transfer", awaiting=CONFIRM, details=DETAILS)
    assert asked == Expected("consent", TODAY, name, "Which one?")
    kept = (Dictated("transfer", "payee", Evidence((("isla", 0.0),))),)
    change = at(task="transfer", awaiting=CHANGE, details=DETAILS, dictated=kept)
    assert change is not None
    assert (change.kind, change.spec) == ("any", name)
    assert [one.refused for one in change.earlier] == [{"isla"}]
    assert at(task="transfer", awaiting=CHANGE, details={"date": "2026-11-27"}) is None
