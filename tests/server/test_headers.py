"""Connections that never finish what they began, over real sockets."""

from __future__ import annotations

import asyncio

import pytest
from exchange import MakeExchange

from voice_agent.server import headers as headers_module


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = url.removeprefix("ws://").split(":")
    return await asyncio.open_connection(host, int(port))


async def _ended(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("begun", [b"", b"GET /ws HTTP/1.1\r\nHost: a\r\nX-A: "])
async def test_headers_that_do_not_come_are_not_waited_for(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(headers_module, "HEADERS_S", 0.05)
    async with exchange() as line:
        reader, writer = await _connect(line.url)
        writer.write(begun)
        async with asyncio.timeout(5):
            assert await _ended(reader)
        writer.close()


async def test_a_call_is_not_cut_off_by_that_deadline(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headers_module, "HEADERS_S", 0.05)
    async with exchange() as line, line.phone() as phone:
        await phone.until("ready")
        await asyncio.sleep(0.1)
        assert phone.closed is None
        await phone.socket.send('{"type": "hangup"}')
        await phone.until("ended")


async def test_one_address_cannot_hold_all_connections(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headers_module, "MAX_UNFINISHED", 3)
    async with exchange() as line:
        held = [await _connect(line.url) for _ in range(3)]
        await asyncio.sleep(0.02)
        reader, writer = await _connect(line.url)
        async with asyncio.timeout(5):
            assert await _ended(reader)
        held[0][1].write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        async with asyncio.timeout(5):
            assert (await held[0][0].readline()).startswith(b"HTTP/1.1 200")
        async with line.phone() as phone:
            await phone.until("ready")
        for _, one in [*held, (reader, writer)]:
            one.close()
