import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from desk import on_virtual_time
from fakes import playbook
from webserver import web_server

from voice_agent.core.errors import DeadlineError, LlmError
from voice_agent.language import en
from voice_agent.llm.clauses import clauses
from voice_agent.llm.engine import LlmEngine, NoLlm
from voice_agent.llm.openai import OpenAiLlm
from voice_agent.llm.prompt import prompt

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


def test_clauses_come_one_by_one_and_each_has_its_deadline() -> None:
    def stream(*pieces: str | float) -> AsyncIterator[str]:
        async def generate() -> AsyncIterator[str]:
            for piece in pieces:
                if isinstance(piece, str):
                    yield piece
                else:
                    await asyncio.sleep(piece)

        return generate()

    async def said(*pieces: str | float) -> tuple[list[str], str]:
        found: list[str] = []
        try:
            async for clause in clauses(stream(*pieces), en, first_ms=100, next_ms=300):
                found.append(clause)
        except DeadlineError as error:
            return found, str(error)
        return found, ""

    async def test() -> None:
        assert await said("It dep", "ends. ", "On you", ".") == (["It depends.", "On you."], "")
        assert await said("It depends. On", 0.15, " you.") == (["It depends.", "On you."], "")
        assert await said(0.15, "It depends.") == ([], "no clause in 100 ms")
        assert await said("It depends. On", 5.0) == (["It depends."], "no clause in 300 ms")
        assert await said(*["a", 0.03] * 20) == ([], "no clause in 100 ms")

    on_virtual_time(test)


async def test_a_dead_server_is_an_llm_error() -> None:
    async with asyncio.timeout(20):
        with pytest.raises(LlmError, match="APIConnectionError"):
            await collect(connect("http://127.0.0.1:1"))


async def test_without_a_key_every_question_is_refused_with_the_reason() -> None:
    llm = connect("")
    assert isinstance(llm, NoLlm)
    with pytest.raises(LlmError, match="NO_SUCH_KEY is not set"):
        await collect(llm)


def test_the_prompt_has_persona_knowledge_details_and_history() -> None:
    history = [("agent", "Hello."), ("caller", "hi"), ("agent", ""), ("caller", "what if")]
    system, *rest = prompt(playbook(), history, "Fees are zero.", {"payee": "Sarah"})
    assert system["role"] == "system"
    for part in ("bank clerk", "Fees are zero.", "payee: Sarah"):
        assert part in system["content"]
    assert [(m["role"], m["content"]) for m in rest] == [
        ("assistant", "Hello."),
        ("user", "hi"),
        ("user", "what if"),
    ]
