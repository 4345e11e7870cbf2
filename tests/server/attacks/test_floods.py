"""Too much, too large, too slow: one source is stopped, and the others do not notice."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.server.attacks.conftest import MakeFortress
from voice_agent.config.access import AccessConfig
from voice_agent.phone.launch import free_port
from voice_agent.server import entrance
from voice_agent.server import headers as headers_module
from voice_agent.server.access.door import Door
from voice_agent.server.access.keys import Keys
from voice_agent.server.access.refused import Refused
from voice_agent.server.access.visit import Visit
from voice_agent.transport.raw import CARRIER

pytestmark = pytest.mark.virtual_time


async def test_attempts(fortress: MakeFortress) -> None:
    async with fortress(access={"limits": {"attempts_per_minute": 20}}) as castle:
        statuses = [(await castle.attack())[0] for _ in range(60)]
        assert statuses == [401] * 20 + [429] * 40
        token = castle.token()
        assert (await castle.attack(f"/ws?token={token}"))[0] == 429
        assert await castle.refused("too_many_attempts") == 41


async def test_attempts_of_more_sources_than_are_remembered() -> None:
    door = Door(AccessConfig.model_validate({"limits": {"sources": 100}}), Keys("s" * 32))
    for n in range(20_000):
        visit = Visit(f"203.{n >> 16}.{n >> 8 & 255}.{n & 255}")
        assert isinstance(door.call(CARRIER, visit), Refused)
    assert len(door.sources) == 100
    assert len(door.once) == 0


async def test_an_attacker_with_a_network_of_ipv6_is_one_source() -> None:
    door = Door(AccessConfig(), Keys("s" * 32))
    answers = [door.call(CARRIER, Visit(f"2001:db8::{n:x}")) for n in range(200)]
    assert answers[-1] == Refused("too_many_attempts")
    assert len(door.sources) == 1


async def test_calls_at_once_of_somebody_with_tokens(fortress: MakeFortress) -> None:
    """All lines but the ones of a single source stay free."""
    async with fortress(max_calls=8, access={"limits": {"calls": 2}}) as castle:
        token = [castle.token() for _ in range(5)]
        async with contextlib.AsyncExitStack() as stack:
            for n in range(2):
                await stack.enter_async_context(
                    connect(
                        f"{castle.line.url}/twilio?token={token[n]}",
                        additional_headers={"X-Forwarded-For": "203.0.113.5"},
                    )
                )
            for n in range(2, 5):
                assert (await castle.attack(f"/ws?token={token[n]}"))[0] == 429
        assert await castle.refused("too_many_calls") == 3


async def test_a_handshake_that_never_ends(
    fortress: MakeFortress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither headers nor opening messages are waited for; a line is not held meanwhile."""
    monkeypatch.setattr(headers_module, "HEADERS_S", 2.0)
    monkeypatch.setattr(entrance, "HANDSHAKE_S", 2.0)
    async with fortress(max_calls=2) as castle:
        host, port = castle.line.url.removeprefix("ws://").split(":")
        slow = [await asyncio.open_connection(host, int(port)) for _ in range(20)]
        for _, writer in slow:
            writer.write(b"GET /ws HTTP/1.1\r\nHost: a\r\nX: ")
        async with connect(
            f"{castle.line.url}/twilio?token={castle.token()}",
            additional_headers={"X-Forwarded-For": "203.0.113.5"},
        ) as silent:
            assert len(castle.line.server.lobby.calls) == 1
            with pytest.raises(ConnectionClosed):
                await silent.recv()
            assert silent.close_code == 1008
        for reader, writer in slow:
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
            writer.close()
        assert await castle.refused("protocol") == 1


async def test_who_says_nothing_over_audiosocket_is_hung_up(
    fortress: MakeFortress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "HANDSHAKE_S", 2.0)
    port = free_port()
    async with fortress(max_calls=4, audiosocket={"port": port}) as castle:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        silent[1][1].write(b"\x01\x00")
        for reader, writer in silent:
            async with asyncio.timeout(5):
                assert await reader.read() == b"\x00\x00\x00"
            writer.close()
        assert await castle.refused("protocol") == 2


@pytest.mark.parametrize(
    ("limits", "message", "reason"),
    [
        ({"messages_per_s": 50}, b"\0" * 64, "too_many_messages"),
        ({"bytes_per_s": 5000}, b"\0" * 6400, "too_many_bytes"),
    ],
)
async def test_floods_inside_a_call(
    fortress: MakeFortress, limits: dict[str, int], message: bytes, reason: str
) -> None:
    async with fortress(access={"limits": limits}) as castle:
        async with connect(
            f"{castle.line.url}/twilio?token={castle.token()}",
            additional_headers={"X-Forwarded-For": "203.0.113.5"},
        ) as flood:
            # The opening messages count too: a flood need not be a call.
            await flood.send(json.dumps({"event": "connected"}))
            with contextlib.suppress(ConnectionClosed):
                for _ in range(1000):
                    await flood.send(message)
            await flood.wait_closed()
            assert flood.close_code == 1008


@pytest.mark.parametrize("size", [64 * 1024 + 2, 1024 * 1024, 3 * 1024 * 1024])
async def test_messages_that_are_too_large(fortress: MakeFortress, size: int) -> None:
    async with fortress() as castle:
        async with connect(f"{castle.line.url}/twilio?token={castle.token()}") as large:
            with contextlib.suppress(ConnectionClosed):
                await large.send(bytes(size))
            await large.wait_closed()
            assert large.close_code in (1008, 1009)


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n",
        b"GET /ws HTTP/1.1\r\n" + b"X: y\r\n" * 20_000,
        b"\x16\x03\x01\x02\x00" * 100,
        b"\0" * 1000 + b"\r\n\r\n",
        b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET /ws HTTP/1.1\r\nHost: [\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: !\r\nSec-WebSocket-Version: 13\r\n\r\n",
    ],
)
async def test_requests_that_are_none(fortress: MakeFortress, request_line: bytes) -> None:
    async with fortress() as castle:
        host, port = castle.line.url.removeprefix("ws://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        with contextlib.suppress(ConnectionError):
            writer.write(request_line)
            writer.write_eof()
            answer = await reader.read()
            assert not answer or int(answer.split(b" ")[1]) >= 400
        writer.close()
