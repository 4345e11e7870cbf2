"""Anthropic's protocol, with a good server and several bad ones on the loopback."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web
from webserver import Handler, web_server

from voice_agent.core.engines import close_engine
from voice_agent.core.errors import AnswerCutError, LlmError
from voice_agent.llm.anthropic import AnthropicLlm, make, request
from voice_agent.llm.engine import LlmEngine, NoLlm
from voice_agent.testing.llm import KIT
from voice_agent.testing.pytest_helper import keeps_contract

PATH = "/v1/messages"
MESSAGES = [
    {"role": "system", "content": "Be short."},
    {"role": "assistant", "content": "Hello."},
    {"role": "user", "content": "what if"},
]


def line(**event: object) -> bytes:
    return f"event: x\ndata: {json.dumps(event)}\n\n".encode()


def text(words: str) -> bytes:
    delta = {"type": "text_delta", "text": words}
    return line(type="content_block_delta", index=0, delta=delta)


def stop(reason: str) -> bytes:
    return line(type="message_delta", delta={"stop_reason": reason})


END = stop("end_turn") + line(type="message_stop")


def serving(*parts: bytes | float, status: int = 200) -> Handler:
    async def handle(asked: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=status)
        await response.prepare(asked)
        for part in parts:
            if isinstance(part, bytes):
                await response.write(part)
            else:
                await asyncio.sleep(part)
        return response

    return handle


async def said(handle: Handler) -> tuple[list[str], LlmError | None]:
    pieces: list[str] = []
    async with web_server(PATH, handle) as url:
        engine = AnthropicLlm(url, "key", model="m", max_tokens=9, temperature=0.5)
        try:
            async for piece in engine.stream(MESSAGES):
                pieces.append(piece)
        except LlmError as error:
            return pieces, error
        finally:
            await close_engine(engine)
    return pieces, None


async def test_it_streams_the_text_of_an_answer() -> None:
    thought = line(type="content_block_delta", delta={"type": "thinking_delta", "thinking": "hm"})
    start = line(type="message_start", message={"id": "1"}) + line(type="ping")
    answer = start + thought + text("It ") + text("depends.") + END
    assert await said(serving(answer[:50], answer[50:])) == (["It ", "depends."], None)


async def test_what_is_asked() -> None:
    asked: list[tuple[dict[str, object], str]] = []

    async def handle(of: web.Request) -> web.StreamResponse:
        asked.append((await of.json(), of.headers["x-api-key"]))
        return web.Response(body=text("Yes.") + END)

    await said(handle)
    body, key = asked[0]
    assert key == "key"
    assert body == {
        "model": "m",
        "max_tokens": 9,
        "temperature": 0.5,
        "stream": True,
        "system": "Be short.",
        "messages": [
            {"role": "user", "content": "(The caller says nothing.)"},
            {"role": "assistant", "content": "Hello."},
            {"role": "user", "content": "what if"},
        ],
    }


def test_turns_of_one_speaker_are_joined_and_the_caller_has_the_last_word() -> None:
    messages = [
        {"role": "user", "content": "one"},
        {"role": "user", "content": "two"},
        {"role": "assistant", "content": " "},
        {"role": "assistant", "content": "three"},
    ]
    assert request(messages) == {
        "messages": [
            {"role": "user", "content": "one\ntwo"},
            {"role": "assistant", "content": "three"},
            {"role": "user", "content": "(The caller says nothing.)"},
        ]
    }
    assert len(request([])["messages"]) == 1


async def test_an_answer_cut_at_the_limit_says_so() -> None:
    pieces, error = await said(serving(text("It dep") + stop("max_tokens")))
    assert pieces == ["It dep"]
    assert isinstance(error, AnswerCutError)


@pytest.mark.parametrize(
    ("handle", "pieces", "why"),
    [
        (serving(text("It "), line(type="error", error={"message": "secret"})), ["It "], "failed"),
        (serving(text("It ")), ["It "], "broke off"),
        (serving(b""), [], "broke off"),
        (serving(text("It ") + stop("refusal")), ["It "], "refused to answer"),
        (serving(text("It ") + stop("model_context_window_exceeded")), ["It "], "token limit"),
        (serving(b"data: {garbage\n\n"), [], "JSONDecodeError"),
        (serving(b"data: [1]\n\n"), [], "broke off"),
        (serving(line(type="content_block_delta", delta=3) + END), [], None),
        (serving(b"secret", status=401), [], "status 401"),
        (serving(b"secret", status=429), [], "status 429"),
        (serving(b"secret", status=500), [], "status 500"),
        (serving(b"temperature: secret", status=400), [], "status 400; at fault is args.temperat"),
    ],
    ids=[
        "error",
        "cut",
        "empty",
        "refusal",
        "window",
        "garbage",
        "list",
        "odd",
        "key",
        "busy",
        "down",
        "setting",
    ],
)
async def test_bad_servers(handle: Handler, pieces: list[str], why: str | None) -> None:
    heard, error = await said(handle)
    assert heard == pieces
    assert (why is None) == (error is None)
    assert why is None or why in str(error)
    assert "secret" not in str(error)


async def test_a_server_that_hangs_can_be_left() -> None:
    async with web_server(PATH, serving(text("It "), 9.0)) as url:
        engine = AnthropicLlm(url, "key", model="m", max_tokens=9)
        stream = engine.stream(MESSAGES)
        assert await anext(stream) == "It "
        late = asyncio.ensure_future(anext(stream))
        late.cancel()
        with pytest.raises(asyncio.CancelledError):
            await late
        await close_engine(engine)


async def test_a_dead_server_is_an_llm_error() -> None:
    engine = AnthropicLlm("http://127.0.0.1:1", "key", model="m", max_tokens=9)
    with pytest.raises(LlmError, match="ClientConnectorError"):
        await anext(engine.stream(MESSAGES))
    await close_engine(engine)


async def test_it_keeps_the_contract() -> None:
    async with web_server(PATH, serving(text("It ") + text("is Paris.") + END)) as url:
        engine = AnthropicLlm(url, "key", model="m", max_tokens=9)
        try:
            keeps_contract(await KIT.examine(engine))
        finally:
            await close_engine(engine)


def test_made_with_a_key_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> LlmEngine:
        return make(None, api_key_env="THE_KEY")  # type: ignore[arg-type]

    assert isinstance(made(), NoLlm)
    monkeypatch.setenv("THE_KEY", "x")
    assert isinstance(made(), AnthropicLlm)
