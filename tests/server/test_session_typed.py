"""Turns that are typed instead of spoken, and what the agent did, over a real socket."""

from __future__ import annotations

import json

import pytest
from exchange import MakeExchange, Phone

pytestmark = pytest.mark.virtual_time


async def typed(phone: Phone, text: object) -> None:
    await phone.socket.send(json.dumps({"type": "text", "text": text}))


async def test_a_typed_turn_takes_the_path_of_a_spoken_one(exchange: MakeExchange) -> None:
    async with exchange() as line, line.phone() as phone:
        await phone.greeted()
        await typed(phone, "my balance")
        await phone.until("turn")
        reply = await phone.until("reply", 2)
        assert reply["text"] == "Your checking balance is 10 dollars."
        assert [e["text"] for e in phone.all("transcript")] == ["my balance"]
        assert phone.all("reading")[0]["intent"] == "balance"
        action = phone.all("action")[0]
        assert (action["name"], action["outcome"]) == ("balance", "done")
        assert action["details"] == {"account": "checking"}
        assert line.stt.heard_ms == [], "nothing was recognised"


async def test_a_typed_turn_interrupts_the_agent(exchange: MakeExchange) -> None:
    async with exchange() as line, line.phone() as phone:
        await phone.until("reply")
        await typed(phone, "my balance")
        await phone.until("reply", 2)
        await typed(phone, "the fees")
        assert (await phone.until("reply", 3))["source"] == "knowledge:fees"
        assert phone.all("interrupted")
        assert len(phone.all("transcript")) == 2
    await line.idle()


@pytest.mark.parametrize("text", ["", "   ", None, 7, "x" * 2001])
async def test_what_is_no_turn_is_refused_and_the_call_goes_on(
    exchange: MakeExchange, text: object
) -> None:
    async with exchange() as line, line.phone() as phone:
        await phone.greeted()
        await typed(phone, text)
        error = await phone.until("error")
        assert (error["code"], "1 to 2000 characters" in error["message"]) == ("protocol", True)
        await typed(phone, "my balance")
        await phone.until("action")
