"""An OpenAI-compatible server on the loopback that understands nothing and counts tokens."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from tokenizers import Tokenizer

_OF_A_MESSAGE = 4
"""Tokens around each message: its role and its separators."""
_MOST_BYTES = 4 * 1024 * 1024
ANSWER = "I am not sure about that. What would you like me to do?"
"""Its answer to a request that does not say what to answer."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request.

    Attributes:
        prompt: All tokens of the prompt.
        cached: Those of them that an earlier request began with: of the same call, or the last one.
        reply: Tokens of the answer.
    """

    prompt: int
    cached: int
    reply: int


class TokenCounter:
    """Counts tokens as a tokenizer file of the Hugging Face library does."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._known: dict[str, int] = {}

    def count(self, text: str) -> int:
        """Return the number of tokens of ``text``."""
        if text not in self._known:
            self._known[text] = len(self._tokenizer.encode(text, add_special_tokens=False).ids)
        return self._known[text]

    def of_data(self, data: Any) -> int:
        """Return the tokens of data written as compact JSON."""
        return self.count(json.dumps(data, separators=(",", ":"), ensure_ascii=False))

    def of_message(self, message: Mapping[str, Any]) -> int:
        """Return the tokens of a message of a prompt."""
        calls = message.get("tool_calls")
        spoken = self.count(str(message.get("content") or ""))
        return _OF_A_MESSAGE + spoken + (self.of_data(calls) if calls else 0)


@dataclass
class CountingServer:
    """The requests that the server got.

    Attributes:
        counter: Counts tokens.
        usages: Usage by request, oldest first.
        url: Address for a client's ``base_url``.
    """

    counter: TokenCounter
    usages: list[Usage] = field(default_factory=list)
    url: str = ""
    _before: dict[str, list[Any]] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Count the tokens of a request and answer it."""
        asked = await request.json()
        told = asked.get("metadata") or {}
        reply = str(told.get("reply", ANSWER))
        usage = self._count(asked, reply, str(told.get("call", "")))
        self.usages.append(usage)
        if asked.get("stream"):
            return await _stream(request, asked["model"], reply)
        return web.json_response(_whole(asked["model"], reply, usage))

    def _count(self, asked: Mapping[str, Any], reply: str, call: str) -> Usage:
        parts: list[Any] = [asked.get("tools") or [], *asked["messages"]]
        tokens = [self.counter.of_data(parts[0]) if parts[0] else 0]
        tokens += [self.counter.of_message(message) for message in parts[1:]]
        earlier = (self._before.get(call, []), self._before.get("", []))
        same = max(_same(before, parts) for before in earlier)
        self._before[call] = self._before[""] = parts
        return Usage(sum(tokens), sum(tokens[:same]), self.counter.count(reply))


@asynccontextmanager
async def counting_server(counter: TokenCounter) -> AsyncIterator[CountingServer]:
    """Serve on a free port of the loopback until the block ends."""
    server = CountingServer(counter)
    app = web.Application(client_max_size=_MOST_BYTES)
    app.router.add_post("/v1/chat/completions", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield server
    finally:
        await runner.cleanup()


def _same(before: Sequence[Any], now: Sequence[Any]) -> int:
    """Return how many parts at the beginning are the same."""
    count = 0
    for one, other in zip(before, now, strict=False):
        if one != other:
            break
        count += 1
    return count


def _whole(model: str, reply: str, usage: Usage) -> dict[str, Any]:
    return {
        "id": "counted",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": reply},
            }
        ],
        "usage": {
            "prompt_tokens": usage.prompt,
            "completion_tokens": usage.reply,
            "total_tokens": usage.prompt + usage.reply,
            "prompt_tokens_details": {"cached_tokens": usage.cached},
        },
    }


async def _stream(request: web.Request, model: str, reply: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for delta, finish in (({"role": "assistant", "content": reply}, None), ({}, "stop")):
        chunk = {
            "id": "counted",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": model,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
    await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response
