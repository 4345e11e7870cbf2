"""A server that understands nothing and counts tokens."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from openai import AsyncOpenAI

from benchmarks.accuracy.cost_server import ANSWER, TokenCounter, counting_server
from voice_agent.llm.openai import OpenAiLlm

COUNTER = TokenCounter(Path("models/sentences/tokenizer.json"))
HELLO = {"role": "user", "content": "hello there"}


def test_words_are_counted() -> None:
    assert COUNTER.count("hello there") == 2
    assert COUNTER.of_message(HELLO) == 6
    called = {"role": "assistant", "content": "", "tool_calls": [{"id": "x"}]}
    assert COUNTER.of_message(called) == 4 + COUNTER.of_data([{"id": "x"}])


async def test_a_prompt_is_counted_and_what_was_sent_before_is_kept() -> None:
    async with counting_server(COUNTER) as server:
        client: Any = AsyncOpenAI(api_key="none", base_url=server.url)
        told = {"call": "1", "reply": "hello to you"}
        for messages in ([HELLO], [HELLO, HELLO], [{"role": "user", "content": "bye"}]):
            answer = await client.chat.completions.create(
                model="m", messages=messages, metadata=told
            )
        await client.close()
        assert answer.choices[0].message.content == "hello to you"
        assert answer.usage.prompt_tokens == 5
        assert [(one.prompt, one.cached, one.reply) for one in server.usages] == [
            (6, 0, 3),
            (12, 6, 3),
            (5, 0, 3),
        ]


async def test_a_stream_says_that_it_does_not_know() -> None:
    async with counting_server(COUNTER) as server:
        llm: Any = OpenAiLlm(AsyncOpenAI(api_key="none", base_url=server.url), model="m")
        said = [piece async for piece in llm.stream([HELLO])]
        await llm.aclose()
        # The client leaves the end of its stream to the event loop.
        await asyncio.sleep(0)
    assert said == [ANSWER]
    assert server.usages[0].reply == COUNTER.count(ANSWER)
