import asyncio
import contextlib
import json
from typing import Any

import pytest
from aiohttp import web
from webserver import web_server

from voice_agent.core.errors import AnswerCutError, ConfigError, LlmError
from voice_agent.core.signature import check_arguments
from voice_agent.llm.engine import LlmEngine, NoLlm
from voice_agent.llm.openai import OpenAiLlm, make

MESSAGES = [{"role": "user", "content": "hello"}]


def connect(url: str) -> LlmEngine:
    return OpenAiLlm.connect(
        model="m", base_url=url, api_key_env="NO_SUCH_KEY", max_tokens=9, temperature=0.0
    )


async def collect(llm: LlmEngine) -> list[str]:
    return [piece async for piece in llm.stream(MESSAGES)]


async def test_streams_the_words_of_an_openai_compatible_server() -> None:
    asked: list[dict[str, object]] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append(await request.json())
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for word in ("It ", "depends."):
            chunk = {
                "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}],
            }  # fmt: skip
            await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
        await response.write(b"data: [DONE]\n\n")
        return response

    async with web_server("/chat/completions", handle) as url:
        assert await collect(connect(url)) == ["It ", "depends."]
    assert asked[0]["messages"] == MESSAGES
    assert asked[0]["stream"] is True


async def test_a_refusal_is_an_llm_error_without_the_servers_words() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.json_response({"error": {"message": "secret prompt quoted"}}, status=401)

    async with web_server("/chat/completions", handle) as url:
        with pytest.raises(LlmError, match="AuthenticationError") as caught:
            await collect(connect(url))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"data: {garbage\n\n",
        b"data: [1, 2]\n\n",
        b'data: {"choices": 7}\n\n',
        b'data: {"choices": [{"delta": 3}]}\n\n',
        b"\x00\xff\xfe" * 99,
        b"<html>hello</html>",
        b"",
    ],
)
async def test_garbage_is_an_llm_error_or_no_words(body: bytes) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="text/event-stream")

    async with web_server("/chat/completions", handle) as url:
        with contextlib.suppress(LlmError):
            assert await collect(connect(url)) == []


async def test_a_dead_server_is_an_llm_error() -> None:
    async with asyncio.timeout(20):
        with pytest.raises(LlmError, match="APIConnectionError"):
            await collect(connect("http://127.0.0.1:1"))


async def test_without_a_key_every_question_is_refused_with_the_reason() -> None:
    llm = connect("")
    assert isinstance(llm, NoLlm)
    with pytest.raises(LlmError, match="NO_SUCH_KEY is not set"):
        await collect(llm)


def settings(**arguments: Any) -> dict[str, Any]:
    engine = make(None, base_url="http://127.0.0.1:1", **arguments)  # type: ignore[arg-type]
    assert isinstance(engine, OpenAiLlm)
    return {name: value for name, value in engine._settings.items() if name != "model"}


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        ({}, {"max_tokens": 160, "temperature": 0.3}),
        ({"model": "o4-mini"}, {"max_completion_tokens": 1000}),
        ({"model": "gpt-5-mini"}, {"max_completion_tokens": 1000}),
        ({"model": "openai/gpt-5.1"}, {"max_completion_tokens": 1000}),
        ({"model": "gpt-5-chat-latest"}, {"max_tokens": 160, "temperature": 0.3}),
        ({"model": "gpt-4o"}, {"max_tokens": 160, "temperature": 0.3}),
        (
            {"model": "o3", "max_tokens": 5, "temperature": 1.0},
            {"max_tokens": 5, "temperature": 1.0},
        ),
        ({"max_tokens": None, "temperature": None}, {}),
        ({"max_completion_tokens": 5}, {"max_completion_tokens": 5, "temperature": 0.3}),
        ({"model": "o3", "max_completion_tokens": None}, {}),
        (
            {"model": "o3", "reasoning_effort": "low"},
            {"max_completion_tokens": 1000, "reasoning_effort": "low"},
        ),
    ],
)
def test_each_family_of_models_gets_the_arguments_it_takes(
    arguments: dict[str, Any], sent: dict[str, Any]
) -> None:
    assert settings(**arguments) == sent


def test_two_limits_are_refused_and_so_is_a_word_that_is_no_number() -> None:
    with pytest.raises(ConfigError, match="give either max_tokens"):
        settings(max_tokens=1, max_completion_tokens=2)
    assert "args.max_tokens: expected" in str(check_arguments(make, {"max_tokens": "many"}, "it"))
    assert check_arguments(make, {"max_tokens": None, "temperature": "auto"}, "it") is None


async def test_a_refused_argument_is_named() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        error = {"message": "Unsupported parameter: 'max_tokens', secret", "param": "max_tokens"}
        return web.json_response({"error": error}, status=400)

    async with web_server("/chat/completions", handle) as url:
        with pytest.raises(LlmError, match="refuses 'max_tokens'"):
            await collect(connect(url))


async def test_an_answer_cut_at_the_limit_says_so_and_a_thought_may_begin_unsaid() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for word, finish in (("It dep", None), ("", "length")):
            choice = {"index": 0, "delta": {"content": word}, "finish_reason": finish}
            chunk = {"id": "1", "object": "c", "created": 1, "model": "m", "choices": [choice]}
            await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
        await response.write(b"data: [DONE]\n\n")
        return response

    async with web_server("/chat/completions", handle) as url:
        llm = make(None, base_url=url, opens_thinking=True)  # type: ignore[arg-type]
        stream = llm.stream(MESSAGES)
        assert [await anext(stream), await anext(stream)] == ["<think>", "It dep"]
        with pytest.raises(AnswerCutError):
            await anext(stream)


async def test_an_answer_that_a_filter_withholds_is_an_error() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        choice = {"index": 0, "delta": {"content": "It "}, "finish_reason": "content_filter"}
        chunk = {"id": "1", "object": "c", "created": 1, "model": "m", "choices": [choice]}
        await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
        await response.write(b"data: [DONE]\n\n")
        return response

    async with web_server("/chat/completions", handle) as url:
        with pytest.raises(LlmError, match="withheld"):
            await collect(connect(url))
