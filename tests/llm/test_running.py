"""A request that goes on while nobody listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from voice_agent.core.errors import LlmError
from voice_agent.llm.running import Running

pytestmark = pytest.mark.virtual_time


async def pieces(*parts: str, error: Exception | None = None) -> AsyncGenerator[str]:
    for part in parts:
        await asyncio.sleep(1)
        yield part
    if error is not None:
        raise error


async def test_all_of_it_is_heard_a_second_time() -> None:
    running = Running(pieces("a", "b"))
    stream = running.pieces()
    assert await anext(stream) == "a"
    await asyncio.sleep(5)
    assert [piece async for piece in running.pieces()] == ["a", "b"]
    assert [piece async for piece in stream] == ["b"]


@pytest.mark.parametrize(
    ("error", "why"), [(LlmError("gone"), "gone"), (OSError("secret"), "the LLM failed: OSError")]
)
async def test_a_failure_is_told_to_whoever_listens(error: Exception, why: str) -> None:
    running = Running(pieces("a", error=error))
    with pytest.raises(LlmError, match=f"^{why}$"):
        assert [piece async for piece in running.pieces()] == ["a"]


async def test_it_can_be_stopped_at_any_time() -> None:
    closed: list[bool] = []

    async def endless() -> AsyncGenerator[str]:
        try:
            await asyncio.sleep(999)
            yield ""
        finally:
            closed.append(True)

    running = Running(endless())
    await asyncio.sleep(1)
    await running.stop()
    await running.stop()
    assert closed == [True]
    assert [piece async for piece in running.pieces()] == []
