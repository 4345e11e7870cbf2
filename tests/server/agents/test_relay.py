"""One person at the desks of two workers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from voice_agent.core.errors import ProtocolError
from voice_agent.server.agents.relay import Lists, Relay
from voice_agent.testing.wire import MemoryWire

HELLO = json.dumps({"type": "hello", "name": "Ann"})


def waiting(call_id: str, waits_s: float) -> dict[str, Any]:
    return {"call_id": call_id, "waits_s": waits_s}


def test_the_call_that_has_waited_longest_comes_first() -> None:
    lists = Lists()
    lists.put(0, [waiting("a", 1.0), waiting("b", 9.0)])
    lists.put(1, [waiting("c", 5.0)])
    assert [call["call_id"] for call in lists.all()] == ["b", "c", "a"]
    assert (lists.where("c"), lists.where("nobody")) == (1, None)


def test_a_call_is_lost_with_its_worker() -> None:
    lists = Lists()
    lists.put(1, [waiting("c", 5.0)])
    lists.heard(1, "whisper", "c")
    assert lists.mine == (1, "c")
    assert lists.lose(0) == ""
    assert lists.lose(1) == "c"
    assert (lists.mine, lists.all()) == (None, [])


def test_a_call_that_is_over_is_nobodys() -> None:
    lists = Lists()
    lists.heard(1, "whisper", "c")
    lists.heard(0, "over", "c")
    assert lists.mine == (1, "c")
    lists.heard(1, "over", "c")
    assert lists.mine is None


class Desk:
    """A worker's desk: keeps what it is told."""

    def __init__(self, number: int, call_id: str) -> None:
        self.number, self.call_id = number, call_id
        self.told: list[str | bytes] = []
        self.socket: ServerConnection | None = None

    async def attend(self, socket: ServerConnection) -> None:
        self.socket = socket
        self.told.append(await socket.recv())
        await socket.send(json.dumps({"type": "hello", "version": 1, "rate_hz": 16000}))
        calls = [waiting(self.call_id, float(self.number))]
        await socket.send(json.dumps({"type": "calls", "calls": calls}))
        async for data in socket:
            self.told.append(data)
            if isinstance(data, str) and json.loads(data)["type"] == "accept":
                await socket.send(json.dumps({"type": "whisper", "call_id": self.call_id}))

    def kinds(self) -> list[str]:
        return [json.loads(one)["type"] for one in self.told if isinstance(one, str)]


@asynccontextmanager
async def relayed() -> AsyncIterator[tuple[MemoryWire, list[Desk]]]:
    desks = [Desk(0, "a"), Desk(1, "b")]
    wire = MemoryWire()
    async with (
        serve(desks[0].attend, "127.0.0.1", 0) as first,
        serve(desks[1].attend, "127.0.0.1", 0) as second,
    ):
        ports = [next(iter(one.sockets)).getsockname()[1] for one in (first, second)]

        async def open_(worker: int) -> ClientConnection:
            return await connect(f"ws://127.0.0.1:{ports[worker]}", proxy=None)

        relay = asyncio.create_task(Relay(wire, [0, 1], open_).stay())
        try:
            yield wire, desks
        finally:
            relay.cancel()
            await asyncio.wait({relay})


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not done():
            await asyncio.sleep(0.001)


def sent(wire: MemoryWire, kind: str) -> list[dict[str, Any]]:
    texts = [json.loads(one) for one in wire.sent if isinstance(one, str)]
    return [one for one in texts if one["type"] == kind]


async def test_a_person_sees_and_takes_the_calls_of_every_worker() -> None:
    async with relayed() as (wire, desks):
        wire.put(HELLO)
        await until(lambda: any(len(one["calls"]) == 2 for one in sent(wire, "calls")))
        assert len(sent(wire, "hello")) == 1
        wire.put(json.dumps({"type": "listen", "call_id": "a"}))
        wire.put(json.dumps({"type": "accept", "call_id": "b"}))
        await until(lambda: bool(sent(wire, "whisper")))
        wire.put(b"\x00\x01")
        wire.put(json.dumps({"type": "accept", "call_id": "a"}))
        await until(lambda: bool(sent(wire, "error")))
        wire.put(json.dumps({"type": "hangup"}))
        await until(lambda: "hangup" in desks[1].kinds())
        assert desks[0].kinds() == ["hello", "listen", "listen"], "another worker's call is quiet"
        assert json.loads(desks[0].told[-1])["call_id"] == ""
        assert b"\x00\x01" in desks[1].told
        assert desks[1].socket is not None
        await desks[1].socket.close()
        await until(lambda: bool(sent(wire, "over")))
        assert [one["call_id"] for one in sent(wire, "calls")[-1]["calls"]] == ["a"]


async def test_a_stranger_is_sent_away() -> None:
    wire = MemoryWire()
    wire.put(json.dumps({"type": "accept", "call_id": "a"}))

    async def nowhere(_: int) -> ClientConnection:
        raise AssertionError

    with pytest.raises(ProtocolError, match="hello"):
        await Relay(wire, [0], nowhere).stay()
