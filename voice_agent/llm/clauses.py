"""Whole clauses of a streamed answer, each with a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from voice_agent.core.errors import DeadlineError
from voice_agent.language import Language


async def clauses(
    pieces: AsyncIterator[str], language: Language, *, first_ms: float, next_ms: float
) -> AsyncIterator[str]:
    """Yield whole clauses of a streamed answer, each as soon as it is complete.

    Args:
        pieces: Text as the LLM sends it; closed afterwards.
        language: What the LLM answers in.
        first_ms: Deadline of the first clause, counted from the request. An LLM that sends
            letters slowly is as late as one that sends nothing.
        next_ms: Deadline of each further clause, counted from the one before.

    Raises:
        DeadlineError: A clause was late.
        LlmError: The stream broke off.
    """
    clock = asyncio.get_running_loop().time
    text, due, allowed = "", clock() + first_ms / 1000, first_ms
    try:
        while True:
            try:
                async with asyncio.timeout_at(due):
                    text += await anext(pieces)
            except StopAsyncIteration:
                break
            except TimeoutError:
                raise DeadlineError(f"no clause in {allowed:.0f} ms", stage="llm") from None
            *done, last = language.split_clauses(text) or [""]
            for clause in done:
                yield clause
                due, allowed = clock() + next_ms / 1000, next_ms
            # The space after the last word separates it from the next piece.
            text = last + text[len(text.rstrip()) :]
        if text.strip():
            yield text
    finally:
        await pieces.aclose()  # type: ignore[attr-defined]
