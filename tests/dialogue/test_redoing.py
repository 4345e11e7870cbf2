"""What changes what was done last: a detail less, or others instead of taking it back."""

from __future__ import annotations

import pytest
from coffee_shop import shop
from fakes import TODAY, entity, reading

from voice_agent.core.turn import Response
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.redoing import changed_instead, how_many_more, taken_off
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.dialogue.unasked import unasked

BOOK = shop()
ORDERED = DialogueState(
    finished=("order", {"drink": "latte", "size": "small", "milk": "a bit of soy milk"})
)
SOY = entity("milk", "soy", "soy milk")
LARGE = entity("size", "large", "large")


@pytest.mark.parametrize(
    ("text", "made", "off"),
    [
        ("Actually, hold the soy milk.", {}, True),
        ("I don't want the soy after all", {}, True),
        ("Can you leave the soy out?", {"act": "request"}, True),
        ("No soy milk.", {"entities": [entity("milk", "soy milk", "a bit of soy milk")]}, True),
        ("with soy milk", {"entities": [SOY]}, False),
        ("Could you leave the soy out again?", {"act": "repeat"}, True),
        ("Is it without soy?", {}, False),
        ("what is soy", {"intent": "fees"}, False),
        ("hold the sugar", {}, False),
        ("hold the soybeans", {}, False),
    ],
)
def test_a_detail_is_taken_off(text: str, made: dict[str, object], off: bool) -> None:
    read = reading(text, **made)  # type: ignore[arg-type]
    expected = {"milk": None} if off else {}
    assert taken_off(BOOK, ORDERED, read) == expected
    if off:
        assert unasked(BOOK, ORDERED, read) == Response("redo", expected)


def test_nothing_is_taken_off_what_was_not_done_or_is_asked_for() -> None:
    assert taken_off(BOOK, DialogueState(), reading("hold the soy milk")) == {}
    assert taken_off(BOOK, ORDERED, reading("hold the latte")) == {}
    told = DialogueState(finished=("balance", {"account": "savings"}))
    assert taken_off(BOOK, told, reading("hold the savings")) == {}, "it has a usual value"


def test_what_is_done_without_a_detail_is_done_over() -> None:
    read = reading("hold the soy milk")
    move = answer(BOOK, ORDERED, read, Response("redo", {"milk": None}), TODAY)
    assert (move.action, move.changes) == ("place", True)
    assert move.state.details == {"drink": "latte", "size": "small", "milk": None}


def test_who_rather_changes_an_order_does_not_cancel_it() -> None:
    asked = DialogueState(task="drop", awaiting=CONFIRM, finished=ORDERED.finished)
    read = reading("No, just make it large.", "order", entities=[LARGE], act="deny")
    assert changed_instead(BOOK, asked, read) == {"size": "large"}
    response = interpret(BOOK, TurnContext(asked, TODAY), read)
    assert response == Response("redo", {"size": "large"})
    move = answer(BOOK, asked, read, response, TODAY)
    assert (move.action, move.state.task) == ("place", "order")
    assert move.state.details["size"] == "large"


def test_a_plain_no_changes_nothing() -> None:
    asked = DialogueState(task="drop", awaiting=CONFIRM, finished=ORDERED.finished)
    assert interpret(BOOK, TurnContext(asked, TODAY), reading("No.", act="deny")).kind == "no"
    elsewhere = DialogueState(task="transfer", awaiting=CONFIRM, finished=ORDERED.finished)
    assert changed_instead(BOOK, elsewhere, reading("no, large", entities=[LARGE])) == {}
    once = BOOK.intents["order"].model_copy(update={"confirm": "Really?"})
    careful = BOOK.model_copy(update={"intents": BOOK.intents | {"order": once}})
    assert changed_instead(careful, asked, reading("no, large", entities=[LARGE])) == {}


def test_more_of_what_was_ordered_is_ordered_as_often() -> None:
    turn = reading("Make that three.", "order")
    assert how_many_more(BOOK, ORDERED, turn) == 2
    assert unasked(BOOK, ORDERED, turn) == Response("again")
    move = answer(BOOK, ORDERED, turn, Response("again"), TODAY)
    details = ORDERED.finished[1] if ORDERED.finished else {}
    assert (move.action, move.state.details) == ("place", details)
    assert [one.details for one in move.state.suspended] == [details]


def test_other_things_or_amounts_are_no_more_of_the_same() -> None:
    latte = entity("drink", "latte", "latte")
    mocha = entity("drink", "mocha", "mocha")
    text = "make that two lattes"
    assert how_many_more(BOOK, ORDERED, reading(text, "order", entities=[latte])) == 1
    assert how_many_more(BOOK, ORDERED, reading(text, "order", entities=[mocha])) == 0
    assert how_many_more(BOOK, DialogueState(), reading("make that two")) == 0
    sent = DialogueState(finished=("transfer", {"amount": 5}))
    assert how_many_more(BOOK, sent, reading("make that two")) == 0
    entities = BOOK.entities | {"size": BOOK.entities["amount"]}
    priced = BOOK.model_copy(update={"entities": entities})
    assert how_many_more(priced, ORDERED, reading("make that two")) == 0
