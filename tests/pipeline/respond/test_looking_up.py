"""Look-ups before a move: values to choose from, and whether one is valid."""

from __future__ import annotations

from typing import Any

import pytest
from desk import Desk
from fakes import entity, playbook, reading

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


async def said(book: Playbook, name: str) -> str:
    desk = Desk(book=book)
    await desk.open()
    desk.caller_stops()
    amount = entity("amount", "$50", {"amount": 50.0, "currency": "USD"})
    read = reading("send $50", "transfer", entities=[amount, entity("payee", name, name)])
    await desk.route(read)
    await desk.cleanup()
    return desk.said[-1][2]


async def test_the_callers_own_payee_is_taken() -> None:
    assert await said(bank({}), "Sarah") == "When?"


async def test_nobody_else_is() -> None:
    assert await said(bank({}), "Bob") == "I do not have Bob there. To whom?"


async def test_a_value_that_is_refused_is_asked_for_again() -> None:
    refused = bank({"valid": False, "reason": "That is too little."})
    assert await said(refused, "Tom") == "That is too little. How much?"
