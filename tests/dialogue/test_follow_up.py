"""Questions that go on from the one before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coffee_shop import shop
from fakes import entity, reading

from voice_agent.core.turn import OUT_OF_SCOPE, TurnReading
from voice_agent.dialogue.follow_up import (
    as_follow_up,
    asks_about_task,
    asks_more,
    goes_on,
    topic,
    whole_question,
)
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


FEE = reading("What's the overdraft fee?", "fees", act="request")
OF_FEES = DialogueState(looked_up=FEE)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "more"),
    [
        ("Can I turn that off?", "order", 0.4, True),
        ("can I cancel it", "order", 0.9, False),
        ("do they expire", "order", 0.95, True),
        ("how much is a latte", "fees", 0.9, False),
        ("and on Sunday?", "fees", 0.9, False),
    ],
)
def test_what_was_answered_may_be_asked_more_about(
    text: str, intent: str, confidence: float, more: bool
) -> None:
    said = reading(text, intent, confidence, act="request")
    assert asks_more(BOOK, OF_FEES, said) is more
    assert as_follow_up(BOOK, OF_FEES, said).intent == ("fees" if more else intent)
    asked = whole_question(BOOK, OF_FEES, said).transcript.text
    assert asked == (f"{text.rstrip('?')} {FEE.transcript.text}" if more else text)
    assert (topic(BOOK, OF_FEES, said) is FEE) is more


def test_a_question_about_the_task_under_way_is_looked_up_with_it() -> None:
    ordering = DialogueState(task="order", awaiting="size")
    for text in ("is there a fee for that?", "how long does it take?"):
        said = reading(text, "order", 0.4, act="request")
        assert asks_about_task(BOOK, ordering, said)
        assert not asks_about_task(BOOK, ordering, replace(said, confidence=0.9))
        assert as_follow_up(BOOK, ordering, said).intent == OUT_OF_SCOPE
        assert whole_question(BOOK, ordering, said).transcript.text == f"{text[:-1]} order"
    for_folder = reading("is there a fee for that?", "fees", act="request")
    assert not asks_about_task(BOOK, ordering, for_folder)
    assert whole_question(BOOK, ordering, for_folder).intent == "fees"
    large = reading("a large one please", "order")
    assert not asks_about_task(BOOK, ordering, large)
    assert whole_question(BOOK, ordering, large) is large
