"""The contract of a frontier LLM, and what stands in where none is configured."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from voice_agent.core.errors import LlmError


class LlmEngine(Protocol):
    """Streams the words of an answer. Shared by all calls."""

    def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        """Pieces of text as they come.

        Args:
            messages: ``role`` and ``content``, oldest first.

        Raises:
            LlmError: Not configured, refused, or broken off.
        """
        ...


class NoLlm:
    """Stands in when no LLM is configured: every question gets the playbook's fallback."""

    def __init__(self, why: str) -> None:
        self.why = why

    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        """Refuse, saying why."""
        raise LlmError(self.why, stage="llm")
        yield ""
