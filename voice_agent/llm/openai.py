"""Any OpenAI-compatible server as an LLM engine."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncGenerator, AsyncIterator
from http import HTTPStatus
from typing import Any, Literal

from loguru import logger

from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import AnswerCutError, ConfigError, LlmError
from voice_agent.llm.engine import LlmEngine, NoLlm, discreet

_REASONING = re.compile(r"(?:.*/)?(?:o\d|gpt-(?:[5-9]|\d\d))(?!.*chat)", re.IGNORECASE)
"""Models that refuse ``max_tokens`` and ``temperature``."""
_MAX_TOKENS = 160
_MAX_WITH_REASONING = 1000
"""Their thoughts count as well; with less they would often answer with nothing."""
_TEMPERATURE = 0.3


class OpenAiLlm:
    """The streaming chat completions of the OpenAI client.

    Args:
        client: An ``openai.AsyncOpenAI``.
        opens_thinking: True if answers begin with a thought whose opening tag is not sent.
        settings: Further arguments of each request.
    """

    info = EngineInfo("openai", streaming=True, local=False)

    def __init__(self, client: Any, *, opens_thinking: bool = False, **settings: Any) -> None:
        self._client = client
        self._opens_thinking = opens_thinking
        self._settings = settings

    @classmethod
    def connect(
        cls, *, base_url: str, api_key_env: str, opens_thinking: bool = False, **settings: Any
    ) -> LlmEngine:
        """Make the client. Without a key (and without a server of one's own) it is ``NoLlm``."""
        key = os.environ.get(api_key_env, "")
        if not key and not base_url:
            why = f"no LLM: the environment variable {api_key_env} is not set"
            logger.info("{}; turns that need one get the playbook's fallback", why)
            return NoLlm(why)
        # Slow to import: only those who use it wait for it.
        from openai import AsyncOpenAI

        # A server of one's own may want no key; the client insists on some string.
        client = AsyncOpenAI(api_key=key or "none", base_url=base_url or None)
        return cls(client, opens_thinking=opens_thinking, **settings)

    def stream(self, messages: list[dict[str, str]]) -> AsyncGenerator[str]:
        """Yield pieces of text as the server sends them.

        Raises:
            AnswerCutError: The answer reached the token limit.
            LlmError: The server refused, broke off or sent something else.
        """
        # A server that answers with garbage breaks the client in ways it does not document.
        return discreet(self._pieces(messages))

    async def _pieces(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        finish = None
        try:
            chunks = await self._client.chat.completions.create(
                messages=messages, stream=True, **self._settings
            )
        except Exception as error:
            name = self._refused(error)
            if not name:
                raise
            why = f"the model refuses '{name}': give another value or null in args"
            raise LlmError(why, stage="llm") from None
        try:
            if self._opens_thinking:
                yield "<think>"
            async for chunk in chunks:
                if not chunk.choices:
                    continue
                choice = chunk.choices[0]
                finish = choice.finish_reason or finish
                if choice.delta and choice.delta.content:
                    yield choice.delta.content
        finally:
            await chunks.close()
        if finish == "content_filter":
            raise LlmError("the answer was withheld by a filter", stage="llm")
        if finish == "length":
            raise AnswerCutError("the answer reached the token limit", stage="llm")

    def _refused(self, error: Exception) -> str:
        """Return the argument that a refused request is refused for; empty if that is unknown."""
        if getattr(error, "status_code", None) != HTTPStatus.BAD_REQUEST:
            return ""
        told = f"{getattr(error, 'param', '')} {error}"
        return next((name for name in self._settings if re.search(rf"\b{name}\b", told)), "")

    async def aclose(self) -> None:
        """Close the client's connections."""
        await self._client.close()


def make(
    context: EngineContext,
    *,
    model: str = "gpt-4.1-mini",
    base_url: str = "",
    api_key_env: str = "OPENAI_API_KEY",
    max_tokens: int | Literal["auto"] | None = "auto",
    max_completion_tokens: int | Literal["auto"] | None = "auto",
    temperature: float | Literal["auto"] | None = "auto",
    reasoning_effort: str | None = None,
    opens_thinking: bool = False,
) -> LlmEngine:
    """Make the engine.

    Args:
        context: What a factory may use; nothing of it is.
        model: The model's name on the server.
        base_url: A server of one's own.
        api_key_env: The environment variable with the key.
        max_tokens: The longest answer. ``auto`` is 160, or nothing where the model refuses it;
            null leaves it out.
        max_completion_tokens: The same for models that think first: ``auto`` is 1000 for those.
        temperature: ``auto`` is 0.3, or nothing where the model refuses it; null leaves it out.
        reasoning_effort: How long a reasoning model may think; left out by default.
        opens_thinking: True for a server that sends no opening tag before the model's thoughts.

    Raises:
        ConfigError: Both limits are given.
    """
    if isinstance(max_tokens, int) and isinstance(max_completion_tokens, int):
        raise ConfigError(
            "args.max_tokens: give either max_tokens or max_completion_tokens, not both; "
            "reasoning models take max_completion_tokens"
        )
    reasons = _REASONING.match(model) is not None
    if max_completion_tokens == "auto":
        use = reasons and max_tokens == "auto"
        max_completion_tokens = _MAX_WITH_REASONING if use else None
    if max_tokens == "auto":
        max_tokens = None if reasons or max_completion_tokens else _MAX_TOKENS
    if temperature == "auto":
        temperature = None if reasons else _TEMPERATURE
    given = {
        "max_tokens": max_tokens,
        "max_completion_tokens": max_completion_tokens,
        "temperature": temperature,
        "reasoning_effort": reasoning_effort,
    }
    return OpenAiLlm.connect(
        base_url=base_url,
        api_key_env=api_key_env,
        opens_thinking=opens_thinking,
        model=model,
        **{name: value for name, value in given.items() if value is not None},
    )
