"""One call from its connection to its end, without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from exchange import Exchange, MakeExchange, silence, speech

from voice_agent.calls.info import CallInfo
from voice_agent.pipeline import worker
from voice_agent.server import session
from voice_agent.server.session import run_call
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Connection
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.guard import SizeLimit
from voice_agent.transport.raw import RawCodec

pytestmark = pytest.mark.virtual_time


class Wire(MemoryWire):
    """A wire whose other end may stop reading."""

    stuck = False

    async def send(self, data: str | bytes) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        await super().send(data)


class Talk:
    """A call that runs, and its other end."""

    def __init__(self, line: Exchange, wire: Wire, connection: Connection) -> None:
        assert line.server.engines is not None
        self.wire = wire
        self.call = asyncio.create_task(
            run_call(
                connection,
                engines=line.server.engines,
                records=line.server.records,
                metrics=line.server.metrics,
                hub=line.server.hub,
                closing=line.server.drain.closing,
            )
        )

    def events(self, type_: str = "") -> list[dict[str, Any]]:
        events = [json.loads(message) for message in self.wire.sent if isinstance(message, str)]
        return [event for event in events if type_ in ("", event["type"])]

    async def until(self, type_: str, count: int = 1) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while len(self.events(type_)) < count:
                await asyncio.sleep(0.005)
        return self.events(type_)[count - 1]

    async def over(self) -> tuple[int, str]:
        async with asyncio.timeout(10):
            await self.call
        assert self.wire.closed is not None
        return self.wire.closed


@asynccontextmanager
async def talking(line: Exchange, **info: Any) -> AsyncIterator[Talk]:
    wire = Wire()
    about = CallInfo(carrier="raw", rate_hz=16000, **info)
    talk = Talk(line, wire, WireConnection(SizeLimit(wire), RawCodec(16000), about))
    try:
        yield talk
    finally:
        wire.hang_up()
        await talk.call


async def test_a_turn_is_answered_and_its_events_are_sent_in_order(exchange: MakeExchange) -> None:
    async with exchange("my balance", listens=False) as line, talking(line) as talk:
        await talk.until("reply")
        await asyncio.sleep(0.2)
        talk.wire.put(speech(0.6), silence(0.5))
        await talk.until("turn")
        assert [event["type"] for event in talk.events()] == [
            "ready", "reply", "speech_started", "speech_stopped", "transcript", "reading", "route",
            "action", "reply", "turn",
        ]  # fmt: skip
        talk.wire.put('{"type": "hangup"}')
        assert await talk.over() == (1000, "caller_hangup")
        assert talk.events()[-1]["type"] == "ended"
        assert await line.rows("select reason, turns from calls") == [("caller_hangup", 1)]


async def test_a_violation_is_the_reason_of_the_close(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line, talking(line) as talk:
        await talk.until("ready")
        talk.wire.put(bytes(70_000))
        assert await talk.over() == (1008, "a message may have 64 KiB at most")
        assert talk.events()[-1]["reason"] == "protocol"


async def test_a_call_that_is_too_long_is_ended(exchange: MakeExchange) -> None:
    async with exchange(listens=False, max_call_s=0.2) as line, talking(line) as talk:
        assert await talk.over() == (1000, "time_limit")


async def test_a_server_that_stops_says_goodbye(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line, talking(line) as talk:
        await talk.until("reply")
        talk.call.cancel()
        assert await talk.over() == (1000, "server_stopping")


async def test_a_caller_who_is_gone_is_recorded_and_nothing_is_left(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        before = {task.get_name() for task in asyncio.all_tasks()}
        async with talking(line) as talk:
            await talk.until("reply")
        assert {task.get_name() for task in asyncio.all_tasks()} <= before
        assert await line.rows("select reason from calls") == [("caller_gone",)]
        assert line.server.metrics.active_calls._value.get() == 0


async def test_a_caller_who_stops_reading_is_not_waited_for(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "LAST_EVENTS_S", 0.05)
    async with exchange(listens=False) as line, talking(line) as talk:
        await talk.until("reply")
        talk.wire.stuck = True
        talk.wire.put('{"type": "hangup"}')
        assert await talk.over() == (1000, "caller_hangup")
        assert talk.events("ended") == []


async def test_a_pipeline_that_breaks_ends_its_own_call_alone(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(self: object) -> None:
        raise ZeroDivisionError

    async with exchange(listens=False) as line:
        with monkeypatch.context() as patched:
            patched.setattr(worker.WorkerRunner, "run", breaks)
            async with talking(line) as talk:
                assert await talk.over() == (1000, "error")
        async with talking(line) as other:
            await other.until("reply")


async def test_a_pipeline_that_does_not_stop_is_cancelled(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(self: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(worker.WorkerRunner, "run", endless)
    monkeypatch.setattr(worker, "SHUTDOWN_S", 0.05)
    async with exchange(listens=False) as line, talking(line) as talk:
        talk.wire.put('{"type": "hangup"}')
        await asyncio.sleep(0.05)
        talk.call.cancel()
        assert await talk.over() == (1000, "server_stopping")
