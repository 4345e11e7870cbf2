from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.websockets import WebSocket

from voice_agent.transport import websocket
from voice_agent.transport.websocket import WebSocketWire


class Peer:
    """The ASGI server's side of a WebSocket."""

    def __init__(self, query: str = "") -> None:
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.got: list[Any] = []
        self.fails: Exception | None = None
        self.hangs = False
        scope = {
            "type": "websocket", "path": "/ws", "query_string": query.encode(),
            "headers": [(b"openai-beta", b"realtime=v1")],
        }  # fmt: skip
        self.websocket = WebSocket(scope, self.messages.get, self._send)

    async def _send(self, message: Any) -> None:
        if self.fails is not None:
            raise self.fails
        if self.hangs:
            await asyncio.sleep(3600)
        self.got.append(message)

    async def wire(self) -> WebSocketWire:
        self.messages.put_nowait({"type": "websocket.connect"})
        await self.websocket.accept()
        self.got.clear()
        return WebSocketWire(self.websocket)


async def test_text_and_bytes_are_received_until_the_peer_disconnects() -> None:
    peer = Peer("rate=8000&x=1")
    wire = await peer.wire()
    peer.messages.put_nowait({"type": "websocket.receive", "bytes": b"ab"})
    peer.messages.put_nowait({"type": "websocket.receive", "bytes": None, "text": "hi"})
    peer.messages.put_nowait({"type": "websocket.receive", "text": ""})
    peer.messages.put_nowait({"type": "websocket.disconnect", "code": 1001})
    assert [await wire.receive() for _ in range(5)] == [b"ab", "hi", "", None, None]
    assert wire.query == {"rate": "8000", "x": "1"}
    assert wire.headers == {"openai-beta": "realtime=v1"}


async def test_text_and_bytes_are_sent_as_what_they_are() -> None:
    peer = Peer()
    wire = await peer.wire()
    await wire.send("hi")
    await wire.send(b"ab")
    assert peer.got == [
        {"type": "websocket.send", "text": "hi"}, {"type": "websocket.send", "bytes": b"ab"},
    ]  # fmt: skip


@pytest.mark.parametrize("error", [OSError("broken pipe"), RuntimeError("closed")])
async def test_a_peer_that_is_gone_is_a_connection_error(error: Exception) -> None:
    peer = Peer()
    wire = await peer.wire()
    peer.fails = error
    with pytest.raises(ConnectionError, match="gone"):
        await wire.send("hi")


async def test_nothing_can_be_sent_after_closing_and_closing_again_is_harmless() -> None:
    peer = Peer()
    wire = await peer.wire()
    await wire.close(1000, "completed")
    await wire.close(1008, "again")
    assert [(m["code"], m["reason"]) for m in peer.got] == [(1000, "completed")]
    with pytest.raises(ConnectionError):
        await wire.send("hi")


@pytest.mark.parametrize("reason", ["x" * 500, "é" * 100, "a" + "é" * 100])
async def test_a_reason_is_cut_to_what_a_close_frame_holds(reason: str) -> None:
    peer = Peer()
    await (await peer.wire()).close(1008, reason)
    sent = peer.got[0]["reason"]
    assert 122 <= len(sent.encode()) <= 123
    assert reason.startswith(sent)


async def test_a_peer_that_does_not_answer_does_not_hold_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket, "CLOSE_S", 0.01)
    peer = Peer()
    wire = await peer.wire()
    peer.hangs = True
    async with asyncio.timeout(5):
        await wire.close(1000, "completed")
