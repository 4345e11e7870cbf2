"""The console's endpoints over a real socket."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp
import pytest
from exchange import Exchange, MakeExchange, speech

from voice_agent.console.hearing import MOST_BYTES
from voice_agent.console.site import console_site
from voice_agent.core.clock import epoch
from voice_agent.server.access.tokens import Token, read_token
from voice_agent.server.pages import Site
from voice_agent.server.server import Server

pytestmark = pytest.mark.virtual_time


def sites(server: Server) -> Sequence[Site]:
    return [console_site(server)]


def url(line: Exchange, path: str) -> str:
    return f"{line.url.replace('ws://', 'http://')}/console/api/{path}"


async def test_a_call_is_seen_while_it_goes_on_and_afterwards(exchange: MakeExchange) -> None:
    async with exchange("send $250 to Sarah", sites=sites) as line:
        async with aiohttp.ClientSession() as session:

            async def get(path: str) -> dict[str, object]:
                response = await session.get(url(line, path))
                assert response.status == 200, await response.text()
                return dict(await response.json())

            async with line.phone() as phone:
                await phone.greeted()
                await phone.say()
                await phone.until("turn")
                live = await get("live")
                (call,) = live["calls"]  # type: ignore[misc]
                assert (call["turns"], call["intent"], call["route"]) == (1, "transfer", "answer")
                await line.rows("select 1")
                story = await get(f"calls/{call['id']}")
                assert story["live"] is True
                (turn,) = story["turns"]  # type: ignore[misc]
                assert turn["reply"] == "When?"
                assert "Sarah" not in str(story)
            await line.idle()
            await line.rows("select 1")
            assert (await get("live"))["calls"] == []
            over = await get(f"calls/{call['id']}")
            assert (over["live"], len(over["turns"])) == (False, 1)  # type: ignore[arg-type]
            assert [one["id"] for one in (await get("calls"))["calls"]] == [call["id"]]  # type: ignore[attr-defined]
            charts = await get("charts?hours=1")
            assert charts["whole"]["turns"] == 1  # type: ignore[index]
            assert (await session.get(url(line, "calls/nobody"))).status == 404
            for wrong in ("calls?limit=1000", "charts?hours=0", "charts?hours=1e9"):
                assert (await session.get(url(line, wrong))).status == 422


async def test_a_sentence_is_tried(exchange: MakeExchange) -> None:
    async with exchange(sites=sites) as line, aiohttp.ClientSession() as session:
        response = await session.post(url(line, "try"), json={"text": "my balance"})
        assert [one["intent"] for one in (await response.json())["tried"]] == ["balance"]
        for wrong in ({"text": ""}, {"text": "x" * 2001}, {"say": "x"}, []):
            refused = await session.post(url(line, "try"), json=wrong)
            assert refused.status == 422
        assert (await session.post(url(line, "try"), data=b"x" * 2_000_000)).status == 413
        line.server.engines, engines = None, line.server.engines
        assert (await session.get(url(line, "live"))).status == 503
        line.server.engines = engines


async def test_a_spoken_sentence_is_recognised(exchange: MakeExchange) -> None:
    async with (
        exchange("my balance", sites=sites) as line,
        aiohttp.ClientSession() as session,
    ):
        response = await session.post(url(line, "hear"), data=speech(1.0))
        assert (response.status, (await response.json())["text"]) == (200, "my balance")
        long = await session.post(url(line, "hear"), data=bytes(MOST_BYTES + 2))
        assert (long.status, await long.json()) == (413, {"detail": "more than 15 s of sound"})
        asked = {"asked": "x" * 2001}
        assert (await session.post(url(line, "hear"), params=asked, data=b"")).status == 422
        assert (await session.get(url(line, "hear"))).status == 405


async def test_a_link_opens_one_call(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exchange(sites=sites) as line, aiohttp.ClientSession() as session:
        assert (await (await session.post(url(line, "link"))).json())["link"] == "/call"
    monkeypatch.setenv("VOICE_AGENT_SECRET", "s" * 32)
    async with exchange(sites=sites) as line, aiohttp.ClientSession() as session:
        link = (await (await session.post(url(line, "link"))).json())["link"]
        token = link.removeprefix("/call#token=")
        read = read_token(token, "s" * 32, audience="voice-agent", now=epoch())
        assert isinstance(read, Token)
