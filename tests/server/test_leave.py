"""A call that the server has to end, from the caller's side."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from exchange import Exchange, MakeExchange, silence, speech

from voice_agent.testing.wire import MemoryWire

pytestmark = pytest.mark.virtual_time


def replies(wire: MemoryWire) -> list[str]:
    events: list[dict[str, Any]] = [json.loads(m) for m in wire.sent if isinstance(m, str)]
    return [event["text"] for event in events if event["type"] == "reply"]


async def heard(wire: MemoryWire, text: str) -> None:
    async with asyncio.timeout(30):
        while text not in replies(wire):
            await asyncio.sleep(0.01)


async def over(wire: MemoryWire) -> tuple[int, str]:
    async with asyncio.timeout(60):
        while wire.closed is None:
            await asyncio.sleep(0.01)
    return wire.closed


def closing(line: Exchange) -> str:
    assert line.server.engines is not None
    return line.server.engines.playbook.says.closing


async def test_a_caller_hears_why_and_is_let_go_normally(exchange: MakeExchange) -> None:
    async with exchange(listens=False, server={"drain_s": 5}) as line, line.dial() as wire:
        await heard(wire, "Hello.")
        line.server.drain.signal("SIGTERM")
        assert await over(wire) == (1000, "server_stopping")
        assert replies(wire)[-1] == closing(line)
        sent = sum(len(m) for m in wire.sent if isinstance(m, bytes)) / 2 / 16000
        assert sent > 0.04 * len(closing(line).split()), "the sentence has been heard to its end"
        await asyncio.sleep(0.01)
        assert line.server.drain.over.is_set()
        assert await line.rows("select reason from calls") == [("server_stopping",)]


async def test_the_answer_that_is_awaited_comes_first(exchange: MakeExchange) -> None:
    async with (
        exchange("my balance", listens=False, server={"drain_s": 0}) as line,
        line.dial() as wire,
    ):
        await heard(wire, "Hello.")
        await asyncio.sleep(2)
        wire.put(speech(0.6), silence(0.5))
        async with asyncio.timeout(10):
            while not any('"transcript"' in str(message) for message in wire.sent):
                await asyncio.sleep(0.001)
        line.server.drain.signal("SIGTERM")
        assert await over(wire) == (1000, "server_stopping")
        said = replies(wire)
        assert len(said) == 3
        assert said[-1] == closing(line)


async def test_a_call_that_ends_by_itself_hears_nothing_of_it(exchange: MakeExchange) -> None:
    async with exchange("bye", listens=False) as line, line.dial() as wire:
        await heard(wire, "Hello.")
        line.server.drain.signal("SIGTERM")
        wire.put(speech(0.6), silence(0.5))
        assert await over(wire) == (1000, "completed")
        assert closing(line) not in replies(wire)
        await asyncio.sleep(0.01)
        assert line.server.drain.over.is_set()
