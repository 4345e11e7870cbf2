"""Late and broken stages in whole calls: the caller always hears something, the call goes on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from exchange import MakeExchange, speech
from fakes import ScriptedLlm
from webserver import Handler, web_server

from voice_agent.llm.openai import OpenAiLlm

PATH = "/chat/completions"

pytestmark = pytest.mark.virtual_time


def piece(text: str) -> bytes:
    chunk = {
        "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}],
    }  # fmt: skip
    return f"data: {json.dumps(chunk)}\n\n".encode()


def streaming(*parts: bytes | float) -> Handler:
    """A server that sends bytes, waits seconds, and closes."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for part in parts:
            if isinstance(part, bytes):
                await response.write(part)
            else:
                await asyncio.sleep(part)
        return response

    return handle


def connect(url: str) -> Any:
    return OpenAiLlm.connect(
        model="m", base_url=url, api_key_env="NO_SUCH_KEY", max_tokens=9, temperature=0.0
    )


STAGES = {"llm": {"budget_ms": 200, "deadline_ms": 800}}


@pytest.mark.parametrize(
    ("handle", "sources"),
    [
        (streaming(0.4, piece("It depends. "), piece("Yes.")), ["filler", "llm", "llm"]),
        (streaming(5.0), ["filler", "fallback"]),
        (streaming(piece("It depends. On "), 5.0), ["llm", "fallback"]),
        (streaming(b"data: {garbage\n\n"), ["fallback"]),
    ],
    ids=["slow", "silent", "stalls", "garbage"],
)
async def test_whatever_the_llm_server_does_the_call_goes_on(
    exchange: MakeExchange, handle: Handler, sources: list[str]
) -> None:
    lines = ("think hard about this", "my balance")
    async with web_server(PATH, handle) as url:
        async with exchange(*lines, llm=connect(url), stages=STAGES) as line:
            async with line.phone() as phone:
                await phone.until("reply")
                await phone.say()
                await phone.until("reply", 1 + len(sources))
                assert [reply["source"] for reply in phone.all("reply")[1:]] == sources
                await asyncio.sleep(0.6)
                await phone.say()
                await phone.until("turn", 2)
                assert phone.all("reply")[-1]["source"] == "playbook"


async def test_a_dead_llm_server_is_bridged_by_the_fallback(exchange: MakeExchange) -> None:
    llm = connect("http://127.0.0.1:1")
    async with exchange("think hard about this", llm=llm, stages=STAGES) as line:
        async with line.phone() as phone:
            await phone.say()
            await phone.until("turn")
            while phone.all("reply")[-1]["source"] != "fallback":
                await asyncio.sleep(0.05)
            assert "llm" in {event["stage"] for event in phone.all("overrun")}


async def test_the_caller_who_speaks_into_the_wait_is_heard_instead(
    exchange: MakeExchange,
) -> None:
    llm = ScriptedLlm(["It depends."], wait_s=20)
    stages = {"llm": {"budget_ms": 50, "deadline_ms": 30000}}
    pipeline = {"turn_deadline_ms": 60000}
    lines = ("think hard about this", "my balance")
    async with exchange(*lines, llm=llm, stages=stages, **pipeline) as line:
        async with line.phone() as phone:
            await phone.say()
            await phone.until("reply", 2)
            assert phone.all("reply")[1]["source"] == "filler"
            await phone.until("turn")
            await asyncio.sleep(1.5)
            await phone.say()
            await phone.until("reply", 3)
            assert phone.all("reply")[2]["source"] == "playbook"
            assert phone.all("interrupted")
        await line.idle()
        rows = await line.rows("select turn, source, reply from turns order by turn")
        assert rows[0] == (1, "filler", "One moment, let me check that.")
        assert rows[1][:2] == (2, "playbook")


async def test_a_recognition_that_hangs_gives_the_turn_up(exchange: MakeExchange) -> None:
    async with exchange("my balance", turn_deadline_ms=200, turn_on_overrun="human") as line:
        line.stt.delay_s = 20
        async with line.phone() as phone:
            await phone.say()
            assert (await phone.until("ended"))["reason"] == "handoff"
            assert [(e["stage"], e["action"]) for e in phone.all("overrun")] == [
                ("stt", "filler"),
                ("stt", "human"),
            ]
        await line.idle()


async def test_overruns_and_the_loops_lag_are_in_the_metrics(exchange: MakeExchange) -> None:
    async with exchange("think hard about this") as line:
        async with line.phone() as phone:
            await phone.socket.send(speech(0.1))
            await phone.say()
            await phone.until("overrun")
        await line.idle()
        # The loop's lag is sampled every 50 ms, and a call of fakes is over sooner.
        await asyncio.sleep(0.15)
        async with aiohttp.ClientSession() as session:
            url = f"{line.url.replace('ws://', 'http://')}/metrics"
            text = await (await session.get(url)).text()
    assert 'voice_agent_overruns_total{action="fallback",stage="llm"} 1.0' in text
    assert 'voice_agent_loop_lag_seconds_bucket{le="0.01"}' in text
    counted = text.split("voice_agent_loop_lag_seconds_count ")[1].split()[0]
    assert float(counted) > 0
