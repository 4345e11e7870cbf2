import asyncio
import contextlib
import json

import pytest
from aiohttp import web
from webserver import web_server

from voice_agent.core.errors import LlmError
from voice_agent.llm.engine import LlmEngine, NoLlm
from voice_agent.llm.openai import OpenAiLlm

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
