"""A conference is told only to a request that Plivo signed, for a URL that we signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import aiohttp
import pytest
from exchange import MakeExchange

from voice_agent.config.handoff import HandoffConfig
from voice_agent.core.clock import epoch
from voice_agent.handoff.rooms import room_url
from voice_agent.server.rooms import has_rooms

OURS, TOKEN = "https://agent.example", "plivo's auth token"


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLIVO_AUTH_ID", "MA1")
    monkeypatch.setenv("PLIVO_AUTH_TOKEN", TOKEN)


def handoff(**way: Any) -> dict[str, Any]:
    return {"ways": [{"way": "transfer", "to": "+15550100", **way}]}


def by_plivo(url: str, nonce: str) -> dict[str, str]:
    """Sign a request for ``url`` without fields, as Plivo does."""
    base, _, query = url.partition("?")
    text = f"{base}?{'&'.join(sorted(query.split('&')))}.{nonce}"
    made = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha256).digest())
    return {"X-Plivo-Signature-V3": made.decode(), "X-Plivo-Signature-V3-Nonce": nonce}


@pytest.mark.virtual_time
async def test_only_our_url_in_a_request_of_plivos_says_the_room(exchange: MakeExchange) -> None:
    now = int(epoch())
    ours = room_url(OURS, "call-c1", TOKEN, now + 60)
    late, forged = room_url(OURS, "call-c1", TOKEN, now - 1), ours.replace("c1", "c2")
    async with (
        exchange(handoff=handoff(), access={"public_url": OURS}) as line,
        aiohttp.ClientSession() as http,
    ):
        here = line.url.replace("ws://", "http://")
        found = []
        for nonce, (url, signs) in enumerate(
            [(ours, True), (ours, False), (late, True), (forged, True)]
        ):
            headers = by_plivo(url, f"n{nonce}") if signs else {}
            async with http.post(url.replace(OURS, here), headers=headers) as answer:
                found.append((answer.status, await answer.text()))
    assert [status for status, _ in found] == [200, 401, 404, 404]
    assert ">call-c1</Conference>" in found[0][1]


@pytest.mark.virtual_time
async def test_nobody_is_told_where_no_way_needs_it(exchange: MakeExchange) -> None:
    async with exchange() as line, aiohttp.ClientSession() as http:
        here = line.url.replace("ws://", "http://")
        url = room_url(here, "call-c1", TOKEN, int(epoch()) + 60)
        async with http.post(url) as answer:
            assert answer.status == 404


@pytest.mark.parametrize(
    ("way", "has"), [({}, True), ({"via": "plivo"}, True), ({"via": "twilio"}, False)]
)
def test_a_room_is_for_ways_that_may_be_plivos(way: dict[str, Any], has: bool) -> None:
    assert has_rooms(HandoffConfig.model_validate(handoff(**way))) is has
