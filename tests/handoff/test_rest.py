"""Requests to a carrier's API have a deadline, and their errors tell nothing that was sent."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.core.errors import ActionError
from voice_agent.handoff.rest import Rest

pytestmark = pytest.mark.virtual_time


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (401, "{}", "status 401"),
        (503, "", "status 503"),
        (302, "", "status 302"),
        (200, "<html>", "did not answer with JSON"),
    ],
)
async def test_what_is_no_answer(status: int, body: str, why: str) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    http = HttpClient()
    async with web_server("/x", handle) as url:
        rest = Rest(http, url, timeout_ms=1000, headers={}, of="Twilio")
        with pytest.raises(ActionError, match=why) as raised:
            await rest.ask("POST", "/x", form={"To": "+15550100"})
    await http.aclose()
    assert "5550100" not in str(raised.value)


async def test_an_api_that_hangs_or_is_not_there() -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    http = HttpClient()
    async with web_server("/x", slow) as url:
        rest = Rest(http, url, timeout_ms=500, headers={}, of="Twilio")
        with pytest.raises(ActionError, match="in 500 ms"):
            await rest.ask("GET", "/x")
    with pytest.raises(ActionError, match="cannot be reached"):
        await rest.ask("GET", "/x")
    await http.aclose()
