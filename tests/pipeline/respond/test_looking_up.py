"""Look-ups before a move: values to choose from, and whether one is valid."""

from __future__ import annotations

from typing import Any

import pytest
from desk import Desk
from fakes import entity, playbook, reading
from guarded import guarded

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
