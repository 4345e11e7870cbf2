"""Calls over TCP on the loopback, with a server that says back what it hears."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import numpy as np
import pytest

from voice_agent.config.schema import AudioSocketConfig
from voice_agent.core.errors import ProtocolError
from voice_agent.phone.audiosocket import AudioSocketPhone
from voice_agent.phone.tcp import TcpConnection
from voice_agent.server.audiosocket import listening
from voice_agent.server.server import Server
from voice_agent.transport.audiosocket_frames import HANGUP, UUID, pack
from voice_agent.transport.base import Audio, Hangup, Message, Refusal
from voice_agent.transport.guard import SizeLimit


class Echo:
    """A server whose agent repeats the caller."""

    def __init__(self) -> None:
        self.found: list[Message | str] = []
        self.metrics = self

    def count_refusal(self, reason: str) -> None:
        self.found.append(reason)

    async def answer(self, carrier: Any, wire: Any) -> None:
        try:
            connection = await carrier.connect(SizeLimit(wire))
        except ProtocolError:
            self.found.append("refused")
            await carrier.refuse(wire, Refusal("protocol", ""))
            return
        except ConnectionError:
            self.found.append("gone")
            return
        while (message := await connection.receive()) is not None:
            self.found.append(message)
            if isinstance(message, Audio):
                await connection.send_audio(bytes(320))
            elif isinstance(message, Hangup):
                return


@asynccontextmanager
async def echo(*allow: str) -> AsyncIterator[tuple[Echo, int]]:
    server = Echo()
    config = AudioSocketConfig(port=0, **({"allow": allow} if allow else {}))  # type: ignore[arg-type]
    async with listening(cast(Server, server), config) as port:
        yield server, port


async def frames(connection: TcpConnection) -> list[bytes]:
    """Everything until the server hangs up."""
    async with asyncio.timeout(5):
        return [frame async for frame in connection]


async def test_only_asterisks_that_are_named_get_in() -> None:
    async with echo("10.0.0.0/8") as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(pack(UUID, bytes(16)))
        with contextlib.suppress(ConnectionResetError):
            await reader.read()
        writer.close()
        assert server.found == ["not_allowed"]


async def test_a_call_in_torn_packets() -> None:
    async with echo() as (server, port):
        phone = AudioSocketPhone()
        tone = phone.audio(np.full(160, 1000, np.int16))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for byte in b"".join([*phone.opening(), tone, tone, phone.key("7"), phone.hangup()]):
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            answer = await reader.read()
        writer.close()
    assert answer == pack(0x10, bytes(320)) * 2 + pack(HANGUP)
    assert [type(one).__name__ for one in server.found] == ["Audio", "Audio", "Key", "Hangup"]


@pytest.mark.parametrize(
    "data", [b"GET / HTTP/1.1\r\n" + bytes(30_000), pack(UUID, bytes(3)), pack(0x77, b"x")]
)
async def test_what_is_no_audiosocket_is_hung_up(data: bytes) -> None:
    async with echo() as (server, port):
        connection = await TcpConnection.open(f"tcp://127.0.0.1:{port}")
        await connection.send(data)
        assert await frames(connection) == [pack(HANGUP)]
        await connection.close()
    assert server.found == ["refused"]


async def test_a_flood_is_dropped_ten_seconds_ahead() -> None:
    async with echo() as (server, port):
        phone = AudioSocketPhone()
        connection = await TcpConnection.open(f"tcp://127.0.0.1:{port}")
        for message in phone.opening():
            await connection.send(message)
        second = phone.audio(np.zeros(8000, np.int16))
        for _ in range(20):
            await connection.send(second)
        await connection.send(phone.hangup())
        await frames(connection)
        await connection.close()
    heard = sum(len(one.pcm) for one in server.found if isinstance(one, Audio)) / 32000
    assert 10 <= heard <= 12


async def test_a_caller_who_goes_away_early_harms_nobody() -> None:
    async with echo() as (server, port):
        for count in (0, 1):
            connection = await TcpConnection.open(f"tcp://127.0.0.1:{port}")
            if count:
                await connection.send(pack(UUID, bytes(16)))
            await connection.close()
        phone = AudioSocketPhone()
        connection = await TcpConnection.open(f"tcp://127.0.0.1:{port}")
        for message in (*phone.opening(), phone.hangup()):
            await connection.send(message)
        assert await frames(connection) == [pack(HANGUP)]
        await connection.close()
    assert server.found.count("gone") == 2


async def test_a_port_that_is_taken_leaves_the_web_calls_alone() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        config = AudioSocketConfig(port=taken.getsockname()[1])
        async with listening(cast(Server, Echo()), config) as port:
            assert port == 0
    async with listening(cast(Server, Echo()), None) as port:
        assert port == 0
