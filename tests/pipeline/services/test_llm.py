from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from pipecat_servers.engines import KEY, LLMS, Vendor, params
from pipecat_servers.loopback import SLOW_S, Fault, Loopback

from voice_agent.core.errors import LlmError

OPENAI, ANTHROPIC = LLMS
ALL = params(*LLMS)
LONG = "and so on " * 200


@pytest.fixture
def llm(monkeypatch: pytest.MonkeyPatch) -> Any:
    @contextlib.asynccontextmanager
    async def make(
        vendor: Vendor, *faults: Fault, always: Fault = "", **arguments: Any
    ) -> AsyncIterator[tuple[Any, Loopback]]:
        server = vendor.server(*faults, always=always)
        async with server.serving():
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            engine = vendor.engine(server, **arguments)
            try:
                yield engine, server
            finally:
                await engine.aclose()
                await server.nobody_left()

    return make


def messages(*texts: str, system: str = "") -> list[dict[str, str]]:
    roles = ["user", "assistant"] * len(texts)
    said = [{"role": role, "content": text} for role, text in zip(roles, texts, strict=False)]
    return [{"role": "system", "content": system}, *said] if system else said


async def answered(engine: Any, said: list[dict[str, str]]) -> str:
    return "".join([piece async for piece in engine.stream(said)])


@pytest.mark.parametrize("vendor", ALL)
async def test_an_answer_comes_in_pieces(llm: Any, vendor: Vendor) -> None:
    async with llm(vendor) as (engine, _server):
        pieces = [piece async for piece in engine.stream(messages("It depends on you."))]
        assert len(pieces) == 4
        assert "".join(pieces).split() == ["It", "depends", "on", "you."]
        assert await answered(engine, messages("Hi.", "Hello.", "And now?")) == "And now? "


async def test_openai_is_told_the_system_message_first(llm: Any) -> None:
    async with llm(OPENAI, settings={"model": "m", "max_tokens": 9}) as (engine, server):
        await answered(engine, messages("Hi.", "Hello.", "And now?", system="You are a clerk."))
        await answered(engine, messages("Hi.", system="You are a waiter."))
        first, second = server.asked
    assert (first["model"], first["max_tokens"]) == ("m", 9)
    assert [(m["role"], m["content"]) for m in first["messages"]] == [
        ("system", "You are a clerk."),
        ("user", "Hi."),
        ("assistant", "Hello."),
        ("user", "And now?"),
    ]
    assert second["messages"][0]["content"] == "You are a waiter."


async def test_anthropic_is_told_the_system_message_apart(llm: Any) -> None:
    pytest.importorskip("anthropic")
    settings = {"model": "m", "system_instruction": "Be brief."}
    async with llm(ANTHROPIC, settings=settings) as (engine, server):
        await answered(engine, messages("Hi.", system="You are a clerk."))
    assert "Be brief.\n\nYou are a clerk." in str(server.asked[0]["system"])
    assert [m["role"] for m in server.asked[0]["messages"]] == ["user"]
    assert server.asked[0]["key"] == KEY


@pytest.mark.parametrize("vendor", ALL)
async def test_closing_the_answer_ends_the_request_at_once(llm: Any, vendor: Vendor) -> None:
    async with llm(vendor) as (engine, server):
        async with aclosing(engine.stream(messages(LONG))) as pieces:
            assert await anext(pieces)
            assert server.open == 1
        started = time.monotonic()
        await server.nobody_left()
        assert time.monotonic() - started < 0.5
        assert await answered(engine, messages("It depends.")) == "It depends. "


@pytest.mark.parametrize("vendor", ALL)
async def test_a_request_without_an_answer_can_be_cancelled(llm: Any, vendor: Vendor) -> None:
    async with llm(vendor, "hang") as (engine, server):
        thinking = asyncio.create_task(answered(engine, messages("Hi.")))
        await server.everybody_asked(1)
        thinking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await thinking
        await server.nobody_left()
        assert await answered(engine, messages("It depends.")) == "It depends. "


@pytest.mark.parametrize("vendor", ALL)
async def test_calls_ask_at_the_same_time_without_mixing(llm: Any, vendor: Vendor) -> None:
    texts = [f"{number} is a number " for number in range(3)]
    async with llm(vendor) as (engine, _server):
        answers = await asyncio.gather(*(answered(engine, messages(text)) for text in texts))
        assert answers == texts


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("401", "authentication, HTTP 401"),
        ("500", "server, HTTP 500"),
        ("break", "failed: "),
        ("garbage", "failed: "),
    ],
)
@pytest.mark.parametrize("vendor", ALL)
async def test_a_failure_says_what_it_is_and_not_what_the_vendor_wrote(
    llm: Any, vendor: Vendor, fault: Fault, why: str
) -> None:
    async with llm(vendor, always=fault) as (engine, server):
        with pytest.raises(LlmError, match=why) as caught:
            await answered(engine, messages(LONG))
        assert "secret" not in str(caught.value)
        assert caught.value.stage == "llm"
        server.always = ""
        assert await answered(engine, messages("It depends.")) == "It depends. "


@pytest.mark.parametrize("vendor", ALL)
async def test_a_slow_first_byte_is_waited_for(llm: Any, vendor: Vendor) -> None:
    async with llm(vendor, "slow") as (engine, _server):
        started = time.monotonic()
        assert await answered(engine, messages("It depends.")) == "It depends. "
        assert time.monotonic() - started >= SLOW_S


@pytest.mark.parametrize("vendor", ALL)
async def test_an_answer_without_text_is_no_text(llm: Any, vendor: Vendor) -> None:
    async with llm(vendor, "mute") as (engine, _server):
        assert await answered(engine, messages("Hi.")) == ""
