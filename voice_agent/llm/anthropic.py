"""Anthropic's messages as an LLM engine."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import aiohttp
from loguru import logger

from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import AnswerCutError, LlmError
from voice_agent.llm.engine import LlmEngine, NoLlm, discreet
from voice_agent.llm.sse import events

_VERSION = "2023-06-01"
_CONNECT_S = 5.0
_LONGEST_ANSWER_S = 60.0
_CUT = frozenset(("max_tokens", "model_context_window_exceeded"))
_NO_TEXT_YET = "(The caller says nothing.)"


class AnthropicLlm:
    """The streaming messages of Anthropic's API.

    Args:
        url: Address of the server, without a path.
        key: The API key.
        settings: Further fields of each request.
    """

    info = EngineInfo("anthropic", streaming=True, local=False)

    def __init__(self, url: str, key: str, **settings: Any) -> None:
        self._url = f"{url.rstrip('/')}/v1/messages"
        self._headers = {"x-api-key": key, "anthropic-version": _VERSION}
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None

    def stream(self, messages: list[dict[str, str]]) -> AsyncGenerator[str]:
        """Yield pieces of text as the server sends them.

        Raises:
            AnswerCutError: The answer reached the token limit.
            LlmError: The server refused, broke off or sent something else.
        """
        return discreet(self._pieces(messages))

    async def _pieces(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        body, finished = {**self._settings, **request(messages), "stream": True}, ""
        async with self._connected().post(self._url, json=body, headers=self._headers) as response:
            if response.status != HTTPStatus.OK:
                raise LlmError(await self._refusal(response), stage="llm")
            async for event in events(response.content.iter_any()):
                if event.get("type") == "error":
                    raise LlmError("the LLM failed in mid-answer", stage="llm")
                if event.get("type") == "message_stop":
                    finished = finished or "end_turn"
                    break
                delta = event.get("delta")
                if not isinstance(delta, dict):
                    continue
                finished = delta.get("stop_reason") or finished
                text = delta.get("text")
                if delta.get("type") == "text_delta" and isinstance(text, str) and text:
                    yield text
        if finished == "refusal":
            raise LlmError("the LLM refused to answer", stage="llm")
        if finished in _CUT:
            raise AnswerCutError("the answer reached the token limit", stage="llm")
        if not finished:
            raise LlmError("the LLM broke off", stage="llm")

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=_LONGEST_ANSWER_S, sock_connect=_CONNECT_S)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session

    async def _refusal(self, response: aiohttp.ClientResponse) -> str:
        """Say why a request was refused: its status, and a setting that is at fault."""
        why = f"the LLM refused with status {response.status}"
        if response.status != HTTPStatus.BAD_REQUEST:
            return why
        told = (await response.content.read(4096)).decode("utf-8", "replace")
        named = [name for name in self._settings if name in told]
        return f"{why}; at fault is args.{named[0]}" if named else why


def request(messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return messages in Anthropic's form: the system apart, caller and agent by turns. Pure."""
    system = [one["content"] for one in messages if one["role"] == "system"]
    turns: list[dict[str, str]] = []
    for one in messages:
        if one["role"] == "system" or not one["content"].strip():
            continue
        if turns and turns[-1]["role"] == one["role"]:
            turns[-1]["content"] += f"\n{one['content']}"
        else:
            turns.append({"role": one["role"], "content": one["content"]})
    # The first and the last word are the caller's: the agent's greeting comes before it.
    if not turns or turns[0]["role"] != "user":
        turns.insert(0, {"role": "user", "content": _NO_TEXT_YET})
    if turns[-1]["role"] != "user":
        turns.append({"role": "user", "content": _NO_TEXT_YET})
    return {"messages": turns, **({"system": "\n\n".join(system)} if system else {})}


def make(
    context: EngineContext,
    *,
    model: str = "claude-haiku-4-5",
    base_url: str = "https://api.anthropic.com",
    api_key_env: str = "ANTHROPIC_API_KEY",
    max_tokens: int = 160,
    temperature: float | None = None,
) -> LlmEngine:
    """Make the engine; without a key it is ``NoLlm``.

    Args:
        context: What a factory may use; nothing of it is.
        model: The model's name.
        base_url: Another server that speaks the same protocol.
        api_key_env: The environment variable with the key.
        max_tokens: The longest answer.
        temperature: Left out by default.
    """
    key = os.environ.get(api_key_env, "")
    if not key:
        why = f"no LLM: the environment variable {api_key_env} is not set"
        logger.info("{}; turns that need one get the playbook's fallback", why)
        return NoLlm(why)
    settings: dict[str, Any] = {"model": model, "max_tokens": max_tokens}
    if temperature is not None:
        settings["temperature"] = temperature
    return AnthropicLlm(base_url, key, **settings)
