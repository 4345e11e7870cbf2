"""Two requests in one turn: what counts as two, and that the second one is done after the first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.moves import answer, finish_task
from voice_agent.dialogue.requests import are_requests, may_be_several, several
from voice_agent.dialogue.state import CONFIRM, DialogueState

BOOK = playbook()


def request(text: str, intent: str, **made: object) -> TurnReading:
    return reading(text, intent, act="request", **made)  # type: ignore[arg-type]


def to(name: str, dollars: float) -> TurnReading:
    money = entity("amount", f"${dollars}", {"amount": dollars, "currency": "USD"})
    return request(
        f"${dollars} to {name}", "transfer", entities=[money, entity("payee", name, name)]
    )


BALANCE = request("what is my balance", "balance")
WHOLE = request("what is my balance and send money to Sarah", "transfer")


def test_only_a_long_turn_that_answers_no_question_is_read_in_parts() -> None:
    assert may_be_several(DialogueState(), WHOLE)
    assert not may_be_several(DialogueState(awaiting=CONFIRM), WHOLE)
    assert not may_be_several(DialogueState(), BALANCE)
    assert not may_be_several(DialogueState(), several(WHOLE, [BALANCE, to("Tom", 50.0)]))


@pytest.mark.parametrize(
    ("first", "second", "two"),
    [
        (BALANCE, to("Tom", 50.0), True),
        (to("Ann", 20.0), to("Tom", 50.0), True),
        (to("Ann", 20.0), to("Ann", 50.0), False),
        (BALANCE, BALANCE, False),
        (BALANCE, replace(to("Tom", 50.0), confidence=0.6), False),
        (BALANCE, replace(to("Tom", 50.0), act="inform"), False),
        (BALANCE, request("the fees", "fees"), False),
        (BALANCE, request("the weather", "out_of_scope"), False),
    ],
)
def test_both_parts_must_be_sure_requests(
    first: TurnReading, second: TurnReading, two: bool
) -> None:
    assert are_requests(BOOK, [first, second]) is two


def test_the_second_request_is_done_after_the_first() -> None:
    turn = several(WHOLE, [BALANCE, to("Tom", 50.0)])
    assert turn.intent == "balance"
    move = answer(BOOK, DialogueState(), turn, Response("none"), TODAY)
    assert move.action == "balance"
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"}, TODAY)
    assert done.text == "Your checking balance is 10 dollars. When?"
    assert (done.state.task, done.state.awaiting) == ("transfer", "date")
    assert done.state.details["payee"] == "Tom"


def test_a_second_request_that_needs_nothing_is_done_at_once() -> None:
    both = several(
        WHOLE, [BALANCE, replace(BALANCE, entities=(entity("account", "savings", "savings"),))]
    )
    move = answer(BOOK, DialogueState(), both, Response("none"), TODAY)
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"}, TODAY)
    assert (done.text, done.action) == (None, "balance")
    assert done.before == "Your checking balance is 10 dollars."
    assert done.state.details == {"account": "savings"}


def test_the_values_of_a_second_request_are_checked_too() -> None:
    turn = several(WHOLE, [BALANCE, to("Tom", 0.0)])
    move = answer(BOOK, DialogueState(), turn, Response("none"), TODAY)
    done = finish_task(BOOK, move.state, {"balance": "10 dollars"}, TODAY)
    assert done.state.awaiting == "amount"
