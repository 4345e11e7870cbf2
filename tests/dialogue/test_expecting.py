"""What the recogniser is told to expect."""

from __future__ import annotations

from typing import Any

from fakes import TODAY, playbook
from guarded import guarded

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.expecting import expecting
from voice_agent.dialogue.state import CONFIRM, OFFER, VERIFY, DialogueState, Verification
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
