from __future__ import annotations

import asyncio

import pytest

from voice_agent.transport.audiosocket_frames import HANGUP, pack
from voice_agent.transport.tcp import TcpWire


async def test_frames_pass_and_a_close_hangs_up_once() -> None:
    wires: asyncio.Queue[TcpWire] = asyncio.Queue()
    server = await asyncio.start_server(
        lambda r, w: wires.put_nowait(TcpWire(r, w)), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    client = TcpWire(*await asyncio.open_connection("127.0.0.1", port))
    async with asyncio.timeout(5):
        wire = await wires.get()
        await client.send(pack(0x10, b"ab") + pack(0x10, b"cd"))
        assert [await wire.receive(), await wire.receive()] == [
            pack(0x10, b"ab"),
            pack(0x10, b"cd"),
        ]
        await wire.close(1000, "over")
        await wire.close(1000, "over")
        assert [await client.receive(), await client.receive()] == [pack(HANGUP), None]
        with pytest.raises(ConnectionError):
            await wire.send(pack(0x10))
        await client.close(0, "")
    server.close()
