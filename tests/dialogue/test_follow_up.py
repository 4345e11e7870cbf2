"""Questions that go on from the one before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coffee_shop import shop
from fakes import entity, reading

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.follow_up import as_follow_up, goes_on, whole_question
from voice_agent.dialogue.state import DialogueState

BOOK = shop()
FIRST = "How much is a latte?"
ASKED = reading(FIRST, "fees", entities=[entity("drink", "latte", "latte", FIRST)])
TOLD = DialogueState(looked_up=ASKED)


def turn(text: str, intent: str = "order") -> TurnReading:
    entities = [entity("drink", "mocha", "mocha", text)] if "mocha" in text else []
    return reading(text, intent, act="request", entities=entities)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("And a mocha?", True),
        ("What about the mocha?", True),
        ("And a mocha.", False),
        ("And a mocha please?", True),
        ("And can I order a mocha?", False),
        ("A mocha?", False),
        ("And that?", False),
    ],
)
def test_a_value_alone_goes_on_from_the_question(text: str, on: bool) -> None:
    assert goes_on(BOOK, TOLD, turn(text)) is on
    assert as_follow_up(BOOK, TOLD, turn(text)).intent == ("fees" if on else "order")


def test_only_what_the_folder_has_just_answered_is_gone_on_from() -> None:
    said = turn("And a mocha?")
    assert as_follow_up(BOOK, DialogueState(), said) is said
    assert whole_question(BOOK, DialogueState(), said) is said
    assert not goes_on(BOOK, replace(TOLD, task="order", awaiting="drink"), said)
    ordered = DialogueState(looked_up=replace(ASKED, intent="order"))
    assert not goes_on(BOOK, ordered, said)


def test_the_question_before_is_looked_up_with_the_new_value() -> None:
    whole = whole_question(BOOK, TOLD, turn("And a mocha?"))
    assert (whole.intent, whole.transcript.text) == ("fees", "How much is a mocha?")
    other = turn("when do you close?", "fees")
    assert whole_question(BOOK, TOLD, other) is other
