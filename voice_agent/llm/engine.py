"""The contract of a frontier LLM, and the engine for pipelines without one.

``voice-agent check-stage llm package.module:factory`` says whether an engine keeps it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Protocol

from voice_agent.core.errors import LlmError, VoiceAgentError


class LlmEngine(Protocol):
    """An LLM that streams the text of an answer. Shared by all calls."""

    def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        """Return pieces of text as they come; an asynchronous generator.

        It is closed when the caller interrupts.

        Args:
            messages: ``role`` and ``content``, oldest first.

        Raises:
            LlmError: Not configured, refused, or broken off.
        """
        ...


class NoLlm:
    """Refuse every question, which then gets the playbook's fallback."""

    def __init__(self, why: str) -> None:
        self.why = why

    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        """Refuse, saying why."""
        raise LlmError(self.why, stage="llm")
        yield ""


async def discreet(pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
    """Pass on an engine's text; of what it raises keep only the kind.

    Raises:
        LlmError: The engine failed. Its own message may quote what the caller said.
    """
    async with aclosing(pieces) as stream:  # type: ignore[type-var]
        try:
            async for piece in stream:
                yield piece
        except VoiceAgentError:
            raise
        except Exception as error:  # noqa: BLE001 - an engine may raise anything
            raise LlmError(f"the LLM failed: {type(error).__name__}", stage="llm") from None
