"""Middleware: pages behind a bearer token, carriers' webhooks behind their signatures."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voice_agent.server.access.door import Door
from voice_agent.server.access.visit import Visit
from voice_agent.server.access.web import response, visit_of

MAX_BODY_BYTES = 64 * 1024
MAX_FIELDS = 1000
BODY_S = 10.0
_FORM = "application/x-www-form-urlencoded"


class Guarded:
    """Lets through what is open, and what the door lets see or do the rest.

    Args:
        app: The application.
        door: Its door.
        open_paths: Paths that everybody may ask for.
        webhooks: Paths that carriers call, and how they sign.
    """

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        open_paths: Collection[str],
        webhooks: Mapping[str, str],
    ) -> None:
        self._app = app
        self._door = door
        self._open = frozenset(open_paths)
        self._webhooks = webhooks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in self._open:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        visit = visit_of(request, self._door)
        scheme = self._webhooks.get(scope["path"])
        if scheme is None:
            refused = self._door.page(visit)
        else:
            try:
                async with asyncio.timeout(BODY_S):
                    body = await _read(request)
            except (TimeoutError, ClientDisconnect):
                return
            if body is None:
                await PlainTextResponse("too large", 413)(scope, receive, send)
                return
            refused = self._door.webhook(scheme, _with_body(visit, body))
            receive = _again(body, receive)
        await (response(refused) if refused else self._app)(scope, receive, send)


async def _read(request: Request) -> bytes | None:
    """Return the body; ``None`` if it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _with_body(visit: Visit, body: bytes) -> Visit:
    params: list[tuple[str, str]] = []
    if visit.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM:
        # A form that cannot be read is a body without fields, and no signature vouches for that.
        with contextlib.suppress(ValueError):
            params = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    return replace(visit, body=body, params=tuple(params))


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives the body that was read."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return first.pop() if first else await receive()

    return replay
