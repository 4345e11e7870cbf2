"""Connections that never finish what they began, over real sockets."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import pytest
from exchange import MakeExchange

from voice_agent.server import headers as headers_module


async def test_a_flood_of_refusals_is_no_flood_of_log_lines(
    exchange: MakeExchange, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_AGENT_SECRET", "s" * 32)
    async with exchange() as line:
        base = line.url.replace("ws://", "http://")
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(f"{base}/ws?token=not-to-be-logged")
            async with session.get(
                f"{base}/healthz", headers={"Upgrade": "x", "Connection": "Upgrade"}
            ):
                pass
        _, writer = await _connect(line.url)
        writer.write(b"\0\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.close()
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []
    assert "not-to-be-logged" not in caplog.text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Exception in ASGI", True),
        ("Invalid HTTP", True),
        ("Invalid HTTP request received.", False),
    ],
)
def test_what_uvicorn_says_of_our_own_mistakes_is_kept(text: str, kept: bool) -> None:
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, text, None, None)
    assert headers_module.quiet_strangers(record) == kept


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
