"""Our LLM engine keeps the contract that ``voice_agent.testing.llm`` writes down."""

from __future__ import annotations

import json

import pytest
from aiohttp import web
from fakes import ScriptedLlm
from webserver import web_server

from voice_agent.core.engines import close_engine
from voice_agent.core.errors import LlmError
from voice_agent.llm.engine import NoLlm
from voice_agent.llm.openai import OpenAiLlm
from voice_agent.testing.llm import KIT, check
from voice_agent.testing.pytest_helper import keeps_contract


async def _answer(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for word in ("It ", "is ", "Paris."):
        choice = {"index": 0, "delta": {"content": word}, "finish_reason": None}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        await response.write(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())
    await response.write(b"data: [DONE]\n\n")
    return response


async def test_an_openai_compatible_server_keeps_the_contract() -> None:
    async with web_server("/chat/completions", _answer) as url:
        engine = OpenAiLlm.connect(
            model="m", base_url=url, api_key_env="NO_SUCH_KEY", max_tokens=9, temperature=0.0
        )
        try:
            keeps_contract(await KIT.examine(engine))
        finally:
            await close_engine(engine)


def test_the_scripted_one_of_our_tests_keeps_the_contract() -> None:
    keeps_contract(check(ScriptedLlm(["It ", "depends."])))


async def test_without_an_llm_every_question_is_refused_with_the_reason() -> None:
    stream = NoLlm("no LLM: the pipeline file has no stage 'llm'").stream([])
    with pytest.raises(LlmError, match="no LLM: the pipeline file has no stage 'llm'") as caught:
        await anext(stream)
    assert caught.value.stage == "llm"
