"""A server on the loopback that can be told to misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Literal

from aiohttp import web

Fault = Literal["", "401", "500", "hang", "slow", "close", "break", "garbage", "mute"]
"""``hang``: no answer at all. ``slow``: the first byte comes after ``SLOW_S``. ``close``: a polite
end in the middle of an answer. ``break``: the connection drops there. ``garbage``: nonsense in
place of an answer. ``mute``: everything but the text or the sound."""

SLOW_S = 0.3
FAULT = web.RequestKey("fault", str)


class Loopback:
    """A vendor's server.

    Attributes:
        url: ``http://127.0.0.1:port`` while it serves.
        faults: What goes wrong with the next connections or requests, in their order.
        always: What goes wrong with all others.
        asked: What every connection or request asked for.
        open: Connections or requests that are being served.
        sockets: WebSockets that were accepted.
    """

    def __init__(self, *faults: Fault, always: Fault = "") -> None:
        self.url = ""
        self.faults: deque[Fault] = deque(faults)
        self.always: Fault = always
        self.asked: list[Any] = []
        self.open = 0
        self.sockets: weakref.WeakSet[web.WebSocketResponse] = weakref.WeakSet()

    @property
    def ws_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        application = web.Application(middlewares=[self._misbehave], client_max_size=1 << 26)
        application.router.add_routes(self.routes())
        runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            await runner.cleanup()

    async def nobody_left(self) -> None:
        async with asyncio.timeout(5):
            while self.open:
                await asyncio.sleep(0.01)

    async def everybody_asked(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.asked) < count:
                await asyncio.sleep(0.01)

    @web.middleware
    async def _misbehave(self, request: web.Request, handler: Any) -> web.StreamResponse:
        fault = self.faults.popleft() if self.faults else self.always
        request[FAULT] = fault
        self.open += 1
        try:
            if fault in ("401", "500"):
                quoted = {"error": {"message": "the secret prompt quoted", "type": "x"}}
                # The vendors' clients would try again, twice.
                headers = {"x-should-retry": "false"}
                return web.json_response(quoted, status=int(fault), headers=headers)
            upgrade = request.headers.get("Upgrade")
            if fault == "hang" and not upgrade:
                self.asked.append("hung")
                await asyncio.sleep(60)
            if fault == "slow":
                await asyncio.sleep(SLOW_S)
            if fault == "garbage" and not upgrade:
                return web.Response(
                    body=b"\x00\xff\xfe{nonsense" * 9, content_type="text/event-stream"
                )
            response: web.StreamResponse = await handler(request)
            return response
        finally:
            self.open -= 1

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Accept a WebSocket."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.add(socket)
        return socket


async def broken_off(request: web.Request) -> None:
    """Drop the connection of a request."""
    assert request.transport is not None
    request.transport.abort()
    await asyncio.sleep(0.05)
