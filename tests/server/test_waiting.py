"""Callers who wait for a line, by a server with one line."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import numpy as np
import pytest
from exchange import Exchange, MakeExchange

from voice_agent.audio.hold import hold_music
from voice_agent.server.waiting import WaitingLine
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Refusal

pytestmark = pytest.mark.virtual_time
BUSY = Refusal("busy", "all 1 lines are busy")


async def until(happened: object, seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not happened():  # type: ignore[operator]
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def one_line(
    exchange: MakeExchange, **server: object
) -> AsyncIterator[tuple[Exchange, MemoryWire]]:
    """A server whose only line is taken, and the call that has it."""
    async with exchange(listens=False, max_calls=1, server={"wait_s": 30, **server}) as line:
        async with line.dial() as first:
            await until(lambda: first.sent)
            yield line, first


def events(wire: MemoryWire) -> list[str]:
    return [message for message in wire.sent if isinstance(message, str)]


def sound(wire: MemoryWire) -> np.ndarray:
    return np.frombuffer(b"".join(m for m in wire.sent if isinstance(m, bytes)), "<i2")


def test_only_who_finds_no_line_may_wait_and_only_a_few() -> None:
    assert WaitingLine(1, 10.0).takes(BUSY)
    assert not WaitingLine(0, 10.0).takes(BUSY)
    assert not WaitingLine(1, 0.0).takes(BUSY)
    assert not WaitingLine(1, 10.0).takes(Refusal("stopping", ""))


async def test_the_caller_hears_music_and_then_the_agent(exchange: MakeExchange) -> None:
    async with one_line(exchange) as (line, first), line.dial() as second:
        await asyncio.sleep(5)
        heard = sound(second)
        assert heard.size == pytest.approx(16000 * 5, rel=0.05), "in real time"
        music = hold_music(16000)
        assert np.array_equal(heard[-8000:-4000], music[heard.size - 8000 : heard.size - 4000])
        assert events(second) == []
        first.put('{"type": "hangup"}')
        await until(lambda: any('"ready"' in one for one in events(second)))


async def test_who_came_first_is_first_and_a_newcomer_waits_behind(exchange: MakeExchange) -> None:
    async with one_line(exchange) as (line, first):
        async with line.dial() as second, line.dial() as third:
            await until(lambda: len(sound(second)) and len(sound(third)))
            first.put('{"type": "hangup"}')
            async with line.dial() as fourth:
                await until(lambda: events(second))
                await asyncio.sleep(2)
                assert not events(third)
                assert not events(fourth)
                second.put('{"type": "hangup"}')
                await until(lambda: events(third))


async def test_the_wait_has_an_end(exchange: MakeExchange) -> None:
    async with one_line(exchange, wait_s=3) as (line, _), line.dial() as second:
        await until(lambda: second.closed is not None, 10)
        assert second.closed == (1013, "all 1 lines are busy")
        assert sound(second).size / 16000 == pytest.approx(3, abs=0.5)


async def test_who_hangs_up_leaves_the_line(exchange: MakeExchange) -> None:
    async with one_line(exchange, waiting_callers=1, busy_callers=0) as (line, first):
        async with line.dial() as second:
            await until(lambda: sound(second).size)
            async with line.dial() as third:
                await until(lambda: third.closed is not None)
            second.put('{"type": "hangup"}')
            await until(lambda: second.closed is not None)
            async with line.dial() as fourth:
                await until(lambda: sound(fourth).size)
                first.put('{"type": "hangup"}')
                await until(lambda: events(fourth))


async def test_nobody_waits_for_a_server_that_stops(exchange: MakeExchange) -> None:
    async with one_line(exchange) as (line, _), line.dial() as second:
        await until(lambda: sound(second).size)
        line.server.drain.signal("SIGTERM")
        await until(lambda: second.closed is not None)
        assert second.closed == (1013, "the server is stopping")
