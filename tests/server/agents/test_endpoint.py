"""The page for people who take calls: it holds nothing, and its data is behind the token."""

from __future__ import annotations

import aiohttp
import pytest
from exchange import MakeExchange
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from voice_agent.server.agents.endpoint import page_and_policy

TOKEN = "sixteen-characters-and-more"
QUEUE = {"ways": [{"way": "queue"}]}


def test_a_browser_runs_nothing_but_what_is_in_the_page() -> None:
    html, policy = page_and_policy()
    assert html.count("<script>") == html.count("<style>") == 1
    assert policy.count("'sha256-") == 2
    assert "unsafe-inline" not in policy
    assert "innerHTML" not in html, "what callers say is text"
    assert "//cdn" not in html


@pytest.mark.virtual_time
async def test_the_data_needs_the_token_of_the_pages(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_AGENT_PAGES_TOKEN", TOKEN)
    async with exchange(handoff=QUEUE) as line:
        url = f"{line.url}/agents"
        async with aiohttp.ClientSession() as session:
            answer = await session.get(url.replace("ws://", "http://"))
            assert answer.status == 200
            assert TOKEN not in await answer.text()
        for offered in (None, ["voice-agent", "token.wrong"]):
            with pytest.raises(InvalidStatus) as refused:
                async with connect(url, subprotocols=offered):  # type: ignore[arg-type]
                    pass
            assert refused.value.response.status_code == 401
        origin = "https://elsewhere.example"
        with pytest.raises(InvalidStatus) as refused:
            async with connect(
                url,
                subprotocols=["voice-agent", f"token.{TOKEN}"],  # type: ignore[list-item]
                origin=origin,  # type: ignore[arg-type]
            ):
                pass
        assert refused.value.response.status_code == 403
        async with connect(url, subprotocols=["voice-agent", f"token.{TOKEN}"]) as socket:  # type: ignore[list-item]
            await socket.send('{"type": "hello", "name": "Ann"}')
            assert "hello" in str(await socket.recv())


@pytest.mark.virtual_time
async def test_there_is_no_page_without_a_queue(exchange: MakeExchange) -> None:
    async with exchange() as line, aiohttp.ClientSession() as session:
        answer = await session.get(f"{line.url}/agents".replace("ws://", "http://"))
        assert answer.status == 404
