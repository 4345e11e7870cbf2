"""A small web server for one call that a carrier makes for us: it brings the sound here.

Its paths cannot be guessed, and are good for this call alone. Everything else is not found.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from voice_agent.core.errors import ProtocolError
from voice_agent.dial.apis import Api
from voice_agent.server.guest import guest
from voice_agent.server.run import check_port, web_config
from voice_agent.server.webhook import fields_of
from voice_agent.transport.base import (
    POLICY_VIOLATION,
    Answer,
    Carrier,
    Connection,
    Incoming,
)
from voice_agent.transport.websocket import WebSocketWire

OPENING_S = 10.0
MAX_BODY = 64 * 1024
_STOP_S = 5


class Expected:
    """One call.

    Args:
        carrier: The carrier, as it brings sound.
        api: The same, as it is asked.
        public_url: How it reaches this program.
        numbers: Who is called, and who calls.

    Attributes:
        arrived: Done with the connection once the call has been answered and is here.
        ended: Done with what came of the call, once the carrier says that it is over.
    """

    def __init__(
        self, carrier: Carrier, api: Api, public_url: str, numbers: tuple[str, str]
    ) -> None:
        loop = asyncio.get_running_loop()
        self.arrived: asyncio.Future[Connection] = loop.create_future()
        self.ended: asyncio.Future[str] = loop.create_future()
        self._over = asyncio.Event()
        self._carrier = carrier
        self._api = api
        self._path = f"/dial/{secrets.token_urlsafe(32)}"
        self._public_url = public_url
        self._numbers = numbers
        self._taken = False

    @property
    def answer_url(self) -> str:
        """Where the carrier is told to connect to us."""
        return f"{self._public_url}{self._path}/answer"

    @property
    def ended_url(self) -> str:
        """Where the carrier tells that the call is over."""
        return f"{self._public_url}{self._path}/ended"

    def document(self) -> Answer:
        """Return what tells the carrier to connect to us."""
        assert self._carrier.answer is not None
        called, caller = self._numbers
        # To the agent, the caller is who talks with it.
        names = ("from", "to") if self._carrier.name == "vonage" else ("From", "To")
        call = dict(zip(names, (called, caller), strict=True))
        url = f"ws{self._public_url.removeprefix('http')}{self._path}"
        return self._carrier.answer(Incoming(call, {}, url))

    def finish(self) -> None:
        """Let the carrier's connection go."""
        self._over.set()

    def app(self) -> Starlette:
        """Make the application."""
        both = ["GET", "POST"]
        return Starlette(
            routes=[
                WebSocketRoute(self._path, self._stream),
                Route(f"{self._path}/answer", self._asked, methods=both),
                Route(f"{self._path}/ended", self._told, methods=both),
            ]
        )

    async def _stream(self, websocket: WebSocket) -> None:
        if self._taken:
            await websocket.close(POLICY_VIOLATION)
            return
        self._taken = True
        await websocket.accept()
        wire = WebSocketWire(websocket)
        try:
            async with asyncio.timeout(OPENING_S):
                connection = await self._carrier.connect(wire)
        except (TimeoutError, ProtocolError, ConnectionError):
            # The next one may be the carrier: this one has said nothing that it would.
            self._taken = False
            await wire.close(POLICY_VIOLATION, "not what was expected")
            return
        if not self.arrived.done():
            self.arrived.set_result(connection)
        await self._over.wait()

    async def _asked(self, request: Request) -> Response:
        answer = self.document()
        return Response(answer.body, media_type=answer.media_type)

    async def _told(self, request: Request) -> Response:
        told: Mapping[str, str] = dict(request.query_params)
        if request.method == "POST":
            body = bytearray()
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    return PlainTextResponse("too large", 413)
            told = {**told, **fields_of(bytes(body))}
        outcome = self._api.ended(told)
        if outcome and not self.ended.done():
            self.ended.set_result(outcome)
        return PlainTextResponse("")


@asynccontextmanager
async def listening(expected: Expected, host: str, port: int) -> AsyncIterator[None]:
    """Await a call while the block runs.

    Raises:
        ConfigError: The port cannot be listened on.
    """
    check_port(host, port)
    config = web_config(
        expected.app(), host, port, lifespan="off", timeout_graceful_shutdown=_STOP_S
    )
    async with guest(config, "listener of dial"):
        try:
            yield
        finally:
            expected.finish()
