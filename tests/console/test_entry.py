"""Who may look into the console."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from exchange import MakeExchange

from voice_agent.console.entry import MOST_BYTES
from voice_agent.console.site import console_site

pytestmark = pytest.mark.virtual_time


async def test_without_a_token_only_this_machine_looks_in(exchange: MakeExchange) -> None:
    async with exchange(sites=lambda server: [console_site(server)]) as line:
        url = f"{line.url.replace('ws://', 'http://')}/console/api/live"
        strangers = [
            {"X-Forwarded-For": "203.0.113.9"},
            {"Host": "rebound.example"},
            {"Origin": "https://other.example"},
        ]
        async with aiohttp.ClientSession() as session:
            assert (await session.get(url)).status == 200
            for headers in strangers:
                refused = await session.get(url, headers=headers)
                assert refused.status == 403
                assert "VOICE_AGENT_PAGES_TOKEN" in await refused.text()


async def test_with_a_token_everybody_needs_it(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_AGENT_PAGES_TOKEN", "p" * 16)
    async with exchange(sites=lambda server: [console_site(server)]) as line:
        base = line.url.replace("ws://", "http://")
        right = {"Authorization": f"Bearer {'p' * 16}"}
        async with aiohttp.ClientSession() as session:
            for path in ("live", "calls", "charts", "playbook", "nothing"):
                assert (await session.get(f"{base}/console/api/{path}")).status == 401
            for path in ("try", "hear"):
                assert (await session.post(f"{base}/console/api/{path}")).status == 401
            far = right | {"X-Forwarded-For": "203.0.113.9", "Host": "agent.example"}
            assert (await session.get(f"{base}/console/api/live", headers=far)).status == 200
            site = right | {"Origin": "https://other.example"}
            assert (await session.get(f"{base}/console/api/live", headers=site)).status == 403
            # The page itself holds nothing.
            assert (await session.get(f"{base}/console")).status == 200


async def test_a_body_is_bounded(exchange: MakeExchange) -> None:
    async with exchange(sites=lambda server: [console_site(server)]) as line:
        url = f"{line.url.replace('ws://', 'http://')}/console/api/try"
        async with aiohttp.ClientSession() as session:
            assert (await session.post(url, data=b"x" * (MOST_BYTES + 1))).status == 413
            refused = await session.post(url, data=b"[")
            assert refused.status == 422


async def test_a_body_that_does_not_arrive_is_given_up(exchange: MakeExchange) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(1)
            yield b" "

    async with exchange(sites=lambda server: [console_site(server)]) as line:
        url = f"{line.url.replace('ws://', 'http://')}/console/api/hear"
        async with aiohttp.ClientSession() as session:
            assert (await session.post(url, data=trickle())).status == 408
