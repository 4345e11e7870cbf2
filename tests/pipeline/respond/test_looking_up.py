"""Look-ups before a move: values to choose from, and whether one is valid."""

from __future__ import annotations

from typing import Any

import pytest
from desk import Desk
from fakes import entity, playbook, reading
from guarded import guarded

from voice_agent.actions.run import Actions
from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ActionError
from voice_agent.playbook import Playbook

pytestmark = pytest.mark.virtual_time


def bank(valid: dict[str, Any]) -> Playbook:
    data = playbook().model_dump()
    data["actions"] |= {
        "payees": {"returns": {"names": ["Sarah Connor", "Tom"]}},
        "check_amount": {"returns": valid},
    }
    details = data["intents"]["transfer"]["details"]
    details["payee"]["one_of"] = {"action": "payees", "result": "names"}
    details["amount"]["valid_by"] = "check_amount"
    return Playbook.model_validate(data)


async def said(book: Playbook, name: str, *then: str) -> str:
    desk = Desk(book=book)
    await desk.open()
    desk.caller_stops()
    amount = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
    read = reading("send $50", "transfer", entities=[amount, entity("payee", name, name)])
    await desk.route(read)
    for text in then:
        desk.caller_stops()
        await desk.route(reading(text))
    await desk.cleanup()
    return desk.said[-1][2]


async def test_the_callers_own_payee_is_taken() -> None:
    assert await said(bank({}), "Sarah") == "When?"


async def test_nobody_else_is() -> None:
    assert await said(bank({}), "Bob") == "I do not have Bob there. To whom?"


async def test_a_value_that_is_refused_is_asked_for_again() -> None:
    refused = bank({"valid": False, "reason": "That is too little."})
    assert await said(refused, "Tom") == "That is too little. How much?"


def of_verified_callers(valid: dict[str, Any]) -> Playbook:
    data = guarded().model_dump()
    ours = bank(valid).model_dump()
    for key in ("payees", "check_amount"):
        data["actions"][key] = ours["actions"][key]
    data["intents"]["transfer"] = ours["intents"]["transfer"]
    return Playbook.model_validate(data)


async def test_nothing_is_looked_up_before_the_caller_is_verified() -> None:
    refused = of_verified_callers({"valid": False, "reason": "That is too little."})
    for name in ("Sarah", "Bob"):
        assert await said(refused, name) == "Your PIN?"
        assert await said(refused, name, "1 2 3 4") == f"{refused.says.not_right} Your PIN?"


async def test_what_was_given_before_is_looked_up_after_it() -> None:
    thanks = guarded().says.verified
    assert await said(of_verified_callers({}), "Sarah", "4471") == f"{thanks} When?"
    assert await said(of_verified_callers({}), "Bob", "4471") == (
        f"{thanks} I do not have Bob there. To whom?"
    )
    refused = of_verified_callers({"valid": False, "reason": "That is too little."})
    assert await said(refused, "Tom", "4471") == "That is too little. How much?"


class Failing(Actions):
    """Look-ups that fail, and what they were told of the caller."""

    def __init__(self, book: Playbook, *failing: str) -> None:
        super().__init__(book)
        self.failing = failing
        self.callers: list[str] = []

    async def run(self, name: str, *args: Any, caller: str = "", **kwargs: Any) -> dict[str, Any]:
        self.callers.append(caller)
        if name in self.failing:
            raise ActionError(f"{name} is out of order")
        return await super().run(name, *args, caller=caller, **kwargs)


async def asked(book: Playbook, actions: Actions, intent: str = "transfer") -> Desk:
    desk = Desk(book=book, actions=actions)
    desk.line.info = CallInfo(carrier="test", rate_hz=8000, from_number="+12125550199")
    await desk.open()
    desk.caller_stops()
    amount = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
    payee = entity("payee", "Bob", "Bob")
    await desk.route(reading("send $50", intent, act="request", entities=[amount, payee]))
    await desk.cleanup()
    return desk


@pytest.mark.parametrize("failing", ["payees", "check_amount"])
async def test_no_money_moves_by_a_value_that_could_not_be_checked(failing: str) -> None:
    book = bank({})
    desk = await asked(book, Failing(book, failing))
    assert desk.said[-1][2] == book.says.action_failed
    assert desk.line.conversation.state.task is None


async def test_what_moves_no_money_takes_any_value_then() -> None:
    data = bank({}).model_dump()
    del data["intents"]["transfer"]["details"]["amount"]
    data["intents"]["transfer"]["confirm"] = "To {payee} on {date}, right?"
    data["intents"]["transfer"]["answer"] = "Sent to {payee}."
    book = Playbook.model_validate(data)
    desk = await asked(book, Failing(book, "payees"))
    assert desk.said[-1][2] == "When?"


async def test_a_look_up_is_told_who_calls() -> None:
    book = bank({})
    actions = Failing(book)
    await asked(book, actions)
    assert set(actions.callers) == {"+12125550199"}


async def test_so_is_what_compares_the_pin() -> None:
    book = of_verified_callers({})
    actions = Failing(book)
    desk = Desk(book=book, actions=actions)
    desk.line.info = CallInfo(carrier="test", rate_hz=8000, from_number="+12125550199")
    await desk.open()
    for text in ("my balance", "4471"):
        desk.caller_stops()
        await desk.route(reading(text, "balance", act="request" if text[0] == "m" else "inform"))
    await desk.cleanup()
    assert set(actions.callers) == {"+12125550199"}
