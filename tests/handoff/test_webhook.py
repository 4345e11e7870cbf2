"""What the hand-off webhook's answer means."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from handoffs import make_case
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.config.handoff import HandoffConfig
from voice_agent.core.errors import ActionError
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.make import make_ways

pytestmark = pytest.mark.virtual_time


async def outcome(handle: Any) -> str:
    http, (case, _) = HttpClient(), make_case()
    try:
        async with web_server("/handoff", handle) as url:
            (way,) = make_ways(HandoffConfig(webhook=f"{url}/handoff"), http, Desk(), "en")
            return await way.reach(case)
    finally:
        await http.aclose()


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ({}, "accepted"),
        ({"outcome": "declined"}, "declined"),
        ({"outcome": "busy"}, "busy"),
        ({"outcome": "no_answer"}, "no_answer"),
        ({"outcome": 7}, "failed"),
    ],
)
async def test_the_answer_names_the_outcome(answer: dict[str, Any], meant: str) -> None:
    async def handle(request: web.Request) -> web.Response:
        assert (await request.json())["call_id"] == "c1"
        return web.json_response(answer)

    assert await outcome(handle) == meant


async def test_one_that_fails_or_hangs_is_an_error() -> None:
    async def broken(request: web.Request) -> web.Response:
        return web.json_response({}, status=500)

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.json_response({})

    for handle in (broken, slow):
        with pytest.raises(ActionError):
            await outcome(handle)
