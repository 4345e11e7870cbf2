"""Which of the things that were done a turn speaks of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coffee_shop import shop
from fakes import TODAY, entity, reading

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.recalling import changed, recalled
from voice_agent.dialogue.state import DialogueState, with_done
from voice_agent.dialogue.unasked import unasked

BOOK = shop()
LATTE = ("order", {"drink": "latte", "size": "small"})
MOCHA = ("order", {"drink": "mocha", "size": "large"})
BOTH = with_done(DialogueState(finished=LATTE), MOCHA)


def said(text: str, intent: str = "order") -> TurnReading:
    found = []
    for kind, words, value in (
        ("milk", "soy milk", "soy milk"),
        ("size", "small", "small"),
        ("size", "large", "large"),
        ("drink", "latte", "latte"),
        ("drink", "mocha", "mocha"),
    ):
        if words in text:
            found.append(entity(kind, words, value, text))
    found.sort(key=lambda one: one.start)
    return reading(text, intent, act="request", entities=found)


def test_the_last_ones_are_remembered() -> None:
    assert (BOTH.finished, BOTH.earlier) == (MOCHA, (LATTE,))
    many = BOTH
    for _ in range(9):
        many = with_done(many, LATTE)
    assert len(many.earlier) == 4


def test_what_is_named_as_known_was_done_last() -> None:
    turn = said("put soy milk in the latte")
    meant = recalled(BOOK, BOTH, turn)
    assert (meant.finished, meant.earlier) == (LATTE, (MOCHA,))
    assert unasked(BOOK, BOTH, turn) == Response("redo", {"milk": "soy milk"})
    move = answer(BOOK, BOTH, turn, Response("redo", {"milk": "soy milk"}), TODAY)
    assert move.action == "place"
    assert move.state.details == {"drink": "latte", "size": "small", "milk": "soy milk"}


def test_other_values_may_be_between() -> None:
    assert recalled(BOOK, BOTH, said("the small latte with soy milk")).finished == LATTE
    turn = said("make the latte large")
    assert changed(BOOK, recalled(BOOK, BOTH, turn), turn) == {"size": "large"}


@pytest.mark.parametrize(
    "text",
    [
        "a latte with soy milk",
        "and the latte with soy milk",
        "soy milk please",
        "the soy milk in a latte",
    ],
)
def test_another_one_is_another_one(text: str) -> None:
    assert recalled(BOOK, BOTH, said(text)).finished == MOCHA
    assert changed(BOOK, BOTH, said(text)) == {}


def test_what_was_not_done_or_is_read_back_is_no_change() -> None:
    turn = said("put soy milk in the latte")
    assert recalled(BOOK, DialogueState(finished=MOCHA), turn).finished == MOCHA
    assert changed(BOOK, DialogueState(), turn) == {}
    assert changed(BOOK, BOTH, said("is there soy milk in the mocha", "fees")) == {}
    once = BOOK.intents["order"].model_copy(update={"confirm": "Really?"})
    careful = BOOK.model_copy(update={"intents": BOOK.intents | {"order": once}})
    assert changed(careful, replace(BOTH, finished=LATTE), turn) == {}
