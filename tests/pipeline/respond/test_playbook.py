"""What becomes of an outcome that the caller spoke over before hearing any of it."""

from dataclasses import replace

import pytest
from desk import Desk
from fakes import entity, playbook, reading

from voice_agent.playbook import Playbook

pytestmark = pytest.mark.virtual_time


def shop() -> Playbook:
    """Takes orders without reading them back."""
    data = playbook().model_dump()
    data["entities"] |= {
        "drink": {"kind": "list", "values": {"latte": [], "mocha": []}},
        "extra": {"kind": "list", "values": {"milk": []}},
    }
    data["intents"] |= {
        "order": {
            "details": {"drink": {"ask": "Which drink?"}, "extra": {}},
            "action": "order",
            "answer": "Coming: {details}.",
        }
    }
    data["actions"] |= {"order": {"by": "extra", "returns": {"at": {"default": "five"}}}}
    return Playbook.model_validate(data)


LATTE, MOCHA = (entity("drink", name, name) for name in ("latte", "mocha"))
MILK = entity("extra", "milk", "milk")


async def ordered_and_spoken_over(desk: Desk) -> None:
    await desk.open()
    desk.caller_stops()
    await desk.route(reading("a latte", "order", entities=[LATTE]))
    desk.line.interrupt()
    assert desk.line.pending_outcome == "Coming: latte."
    desk.said.clear()
    desk.caller_stops()


async def test_the_outcome_of_a_change_is_that_of_both() -> None:
    desk = Desk(book=shop())
    await ordered_and_spoken_over(desk)
    await desk.route(reading("with milk", "order", entities=[MILK]))
    assert [text for _, _, text in desk.said] == ["Coming: latte and milk."]
    assert desk.line.pending_outcome == ""
    await desk.cleanup()


async def test_another_request_is_told_both_outcomes() -> None:
    desk = Desk(book=shop())
    await ordered_and_spoken_over(desk)
    await desk.route(reading("and a mocha", "order", entities=[MOCHA]))
    assert [text for _, _, text in desk.said] == ["Coming: latte. Coming: mocha."]
    await desk.cleanup()


async def test_a_change_that_fails_leaves_the_first_outcome_to_be_told() -> None:
    desk = Desk(book=shop())
    await ordered_and_spoken_over(desk)
    desk.book.actions["order"].returns["at"] = {"oat": "six"}
    await desk.route(reading("with milk", "order", entities=[MILK]))
    assert [text for _, _, text in desk.said] == ["Coming: latte. That did not work."]
    await desk.cleanup()


async def test_two_requests_of_a_turn_get_one_reply() -> None:
    desk = Desk(book=shop())
    await desk.open()
    desk.caller_stops()
    latte = reading("a latte", "order", entities=[LATTE])
    both = replace(latte, requests=(latte, reading("my balance", "balance")))
    await desk.route(both)
    assert [text for _, _, text in desk.said][-1] == (
        "Coming: latte. Your checking balance is 10 dollars."
    )
    await desk.cleanup()
