"""Turns that list what is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coffee_shop import shop
from fakes import TODAY, entity, reading

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.listed import MOST, as_listed, items_of
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.language import Item

BOOK = shop()
FREE = DialogueState()


def drink(said: str, *, intent: str = "order", **made: object) -> TurnReading:
    one = entity("drink", said, said.removesuffix("s"), f"a {said}")
    return reading(f"a {said}", intent, entities=[one], **made)  # type: ignore[arg-type]


LATTE, MOCHA = drink("latte"), drink("mocha")
WHOLE = reading("a latte and a mocha", "order", act="request")
TWO = [Item("a latte"), Item("a mocha")]


def test_a_list_is_as_many_requests() -> None:
    found = as_listed(BOOK, WHOLE, TWO, [LATTE, MOCHA], TODAY)
    assert found == [replace(LATTE, act="request"), replace(MOCHA, act="request")]


def test_what_is_wanted_twice_is_requested_twice() -> None:
    lattes = drink("lattes")
    assert len(as_listed(BOOK, WHOLE, [Item("two lattes", 2, 0)], [lattes], TODAY)) == 2
    belongs = as_listed(BOOK, WHOLE, [Item("two lattes", 2, 2)], [lattes], TODAY)
    assert belongs == [], "the count is part of the value, and one request is no list"


def test_more_of_what_was_done_is_no_list() -> None:
    text = "I'd like two more lattes"
    assert items_of(BOOK, FREE, text) == [Item(text, 2, 9)]
    assert items_of(BOOK, DialogueState(finished=("order", {})), text) == []


@pytest.mark.parametrize(
    "second",
    [
        reading("a large one", "order"),
        drink("mocha", intent="balance"),
        reading("a mocha", "order"),
    ],
)
def test_what_is_no_whole_request_of_the_task_is_no_item(second: TurnReading) -> None:
    assert as_listed(BOOK, WHOLE, TWO, [LATTE, second], TODAY) == []


def test_an_item_that_leaves_a_choice_is_asked_about() -> None:
    both = replace(MOCHA, entities=(*MOCHA.entities, *LATTE.entities))
    assert as_listed(BOOK, WHOLE, TWO, [LATTE, both], TODAY) == []


def test_what_is_read_back_is_no_list() -> None:
    many = [Item("three lattes", 3, 0), Item("two mochas", 2, 0)]
    read = [drink("lattes"), drink("mochas")]
    read = [replace(one, entities=(replace(one.entities[0], start=6, end=12),)) for one in read]
    assert len(as_listed(BOOK, WHOLE, many, read, TODAY)) == 5
    once = BOOK.intents["order"].model_copy(update={"confirm": "Really?"})
    careful = BOOK.model_copy(update={"intents": BOOK.intents | {"order": once}})
    assert as_listed(careful, WHOLE, TWO, [LATTE, MOCHA], TODAY) == []
    unsure = replace(WHOLE, confidence=0.1)
    assert as_listed(BOOK, unsure, TWO, [LATTE, MOCHA], TODAY) == []


def test_where_a_list_may_be_requests() -> None:
    assert len(items_of(BOOK, FREE, "a latte and a mocha")) == 2
    asked = DialogueState(task="order", awaiting="drink")
    assert len(items_of(BOOK, asked, "a latte and a mocha")) == 2
    assert items_of(BOOK, DialogueState(task="drop", awaiting=CONFIRM), "a latte, a mocha") == []
    assert items_of(BOOK, FREE, "a latte, a mocha, no wait, a tea") == []
    assert len(items_of(BOOK, FREE, ", ".join(["a latte"] * 20))) == MOST + 1
