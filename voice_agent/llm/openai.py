"""Any OpenAI-compatible server as an LLM engine."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from loguru import logger

from voice_agent.config.registry import EngineContext
from voice_agent.core.engines import EngineInfo
from voice_agent.llm.engine import LlmEngine, NoLlm, discreet


class OpenAiLlm:
    """The streaming chat completions of the OpenAI client.

    Args:
        client: An ``openai.AsyncOpenAI``.
        settings: Further arguments of each request.
    """

    info = EngineInfo("openai", streaming=True, local=False)

    def __init__(self, client: Any, **settings: Any) -> None:
        self._client = client
        self._settings = settings

    @classmethod
    def connect(
        cls,
        *,
        model: str,
        base_url: str,
        api_key_env: str,
        max_tokens: int,
        temperature: float,
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
        return cls(client, model=model, max_tokens=max_tokens, temperature=temperature)

    def stream(self, messages: list[dict[str, str]]) -> AsyncGenerator[str]:
        """Yield pieces of text as the server sends them.

        Raises:
            LlmError: The server refused, broke off or sent something else.
        """
        # A server that answers with garbage breaks the client in ways it does not document.
        return discreet(self._pieces(messages))

    async def _pieces(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        chunks = await self._client.chat.completions.create(
            messages=messages, stream=True, **self._settings
        )
        try:
            async for chunk in chunks:
                if chunk.choices and chunk.choices[0].delta and chunk.choices[0].delta.content:
                    yield chunk.choices[0].delta.content
        finally:
            await chunks.close()

    async def aclose(self) -> None:
        """Close the client's connections."""
        await self._client.close()


def make(
    context: EngineContext,
    *,
    model: str = "gpt-4.1-mini",
    base_url: str = "",
    api_key_env: str = "OPENAI_API_KEY",
    max_tokens: int = 160,
    temperature: float = 0.3,
) -> LlmEngine:
    """Make the engine. ``base_url`` is a server of one's own."""
    return OpenAiLlm.connect(
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        max_tokens=max_tokens,
        temperature=temperature,
    )
