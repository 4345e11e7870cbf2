from __future__ import annotations

import aiohttp
import pytest

from benchmarks.latency.outside import ANSWER, Outside


async def test_the_llm_answers_as_a_stream_and_the_webhook_remembers() -> None:
    async with Outside().running() as outside, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{outside.port}"
        async with session.post(f"{url}/v1/chat/completions", json={}) as answer:
            text = await answer.text()
        assert all(piece.format(1) in text for piece in ANSWER)
        assert text.endswith("data: [DONE]\n\n")
        async with session.post(f"{url}/calls", json={"call_id": "a"}) as answer:
            assert answer.status == 204
        assert outside.told == {"a"}


async def test_what_is_dead_resets_connections() -> None:
    async with Outside().running() as outside, aiohttp.ClientSession() as session:
        outside.llm = outside.hook = "dead"
        for path in ("v1/chat/completions", "calls"):
            with pytest.raises(aiohttp.ClientConnectionError):
                await session.post(f"http://127.0.0.1:{outside.port}/{path}", json={})
        assert outside.told == set()
