"""The services that a server talks to: an LLM and a webhook that fail when they are told to."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from aiohttp import web

Mode = Literal["well", "slow", "dead"]
SLOW_S = 40.0
ANSWER = ("That depends on rate number {}. ", "Most people pay the loan off first.")
"""Different each time, so that no answer was ever spoken before."""


class Outside:
    """The LLM and the webhook of one server.

    Attributes:
        llm: How the LLM is.
        hook: How the webhook is.
        told: Calls that the webhook was told of.
        port: Where both are.
    """

    def __init__(self) -> None:
        self.llm: Mode = "well"
        self.hook: Mode = "well"
        self.told: set[str] = set()
        self._answers = itertools.count(1)
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Outside]:
        """Serve on a free port of the loopback."""
        application = web.Application()
        application.router.add_post("/v1/chat/completions", self._complete)
        application.router.add_post("/calls", self._take)
        runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        await self._suffer(request, self.llm)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        number = next(self._answers)
        for text in (piece.format(number) for piece in ANSWER):
            await response.write(f"data: {json.dumps(_chunk({'content': text}))}\n\n".encode())
        await response.write(f"data: {json.dumps(_chunk({}, 'stop'))}\n\n".encode())
        await response.write(b"data: [DONE]\n\n")
        return response

    async def _take(self, request: web.Request) -> web.Response:
        await self._suffer(request, self.hook)
        self.told.add(str((await request.json())["call_id"]))
        return web.Response(status=204)

    async def _suffer(self, request: web.Request, mode: Mode) -> None:
        if mode == "dead" and request.transport is not None:
            request.transport.abort()
            raise web.HTTPServiceUnavailable
        if mode == "slow":
            await asyncio.sleep(SLOW_S)


def _chunk(delta: dict[str, str], finish: str | None = None) -> dict[str, object]:
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
