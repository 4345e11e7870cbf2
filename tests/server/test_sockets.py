"""WebSockets that read on while their messages are dealt with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from voice_agent.server.sockets import MOST_WAITING, MediaSocket
from voice_agent.transport.guard import MAX_MESSAGE_BYTES


class Transport:
    """Keeps what is written, and counts how often reading stops and goes on."""

    def __init__(self) -> None:
        self.written = b""
        self.stopped = 0
        self.reads = True

    def get_extra_info(self, name: str) -> None:
        return None

    def write(self, data: bytes) -> None:
        self.written += data

    def pause_reading(self) -> None:
        assert self.reads
        self.reads = False
        self.stopped += 1

    def resume_reading(self) -> None:
        assert not self.reads
        self.reads = True

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        pass


class Peer:
    """A client of a socket whose application takes a message when it is told to."""

    def __init__(self) -> None:
        self.transport = Transport()
        self.taken: list[str] = []
        self._more = asyncio.Semaphore(0)
        config = uvicorn.Config(
            self._app, interface="asgi3", ws_per_message_deflate=False, log_config=None
        )
        config.load()
        self._socket = MediaSocket(config, ServerState(), {})
        self._client = ClientProtocol(parse_uri("ws://here/"))

    async def dial(self) -> None:
        self._socket.connection_made(cast(asyncio.Transport, self.transport))
        self._client.send_request(self._client.connect())
        self._deliver()
        await settled(lambda: self.transport.written.endswith(b"\r\n\r\n"))
        self._client.receive_data(self.transport.written)

    def says(self, *messages: str) -> None:
        for message in messages:
            self._client.send_text(message.encode())
        self._deliver()

    async def takes(self, count: int) -> None:
        for _ in range(count):
            self._more.release()
        await settled(lambda: self._more.locked())

    async def hang_up(self) -> None:
        self._more.release()
        self._socket.connection_lost(None)
        await settled(lambda: not self._socket.tasks)

    def _deliver(self) -> None:
        self._socket.data_received(b"".join(self._client.data_to_send()))

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            await self._more.acquire()
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            self.taken.append(message["text"])


async def settled(done: Callable[[], bool]) -> None:
    for _ in range(100):
        await asyncio.sleep(0)
        if done():
            break
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_line_in_real_time_is_never_stopped() -> None:
    peer = Peer()
    await peer.dial()
    for number in range(40):
        peer.says(f"{2 * number}", f"{2 * number + 1}")
        await peer.takes(2)
    assert peer.taken == [str(number) for number in range(80)]
    assert peer.transport.stopped == 0
    await peer.hang_up()


async def test_a_line_whose_messages_pile_up_is_stopped_until_they_are_taken() -> None:
    peer = Peer()
    await peer.dial()
    for number in range(MOST_WAITING - 1):
        peer.says(str(number))
    assert peer.transport.reads
    peer.says("one more")
    assert not peer.transport.reads
    await peer.takes(MOST_WAITING - 1)
    assert not peer.transport.reads
    await peer.takes(1)
    assert peer.transport.reads
    assert len(peer.taken) == MOST_WAITING
    assert peer.transport.stopped == 1
    await peer.hang_up()


async def test_of_large_messages_one_waits_at_most() -> None:
    peer = Peer()
    await peer.dial()
    peer.says("x" * (MAX_MESSAGE_BYTES + 1))
    assert not peer.transport.reads
    await peer.takes(1)
    assert peer.transport.reads
    peer.says("x")
    await peer.takes(1)
    assert [len(message) for message in peer.taken] == [MAX_MESSAGE_BYTES + 1, 1]
    await peer.hang_up()
