from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from voice_agent.core.errors import DeadlineError
from voice_agent.language import en
from voice_agent.llm.clauses import clauses

pytestmark = pytest.mark.virtual_time


async def test_clauses_come_one_by_one_and_each_has_its_deadline() -> None:
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

    assert await said("It dep", "ends. ", "On you", ".") == (["It depends.", "On you."], "")
    assert await said("It depends. On", 0.15, " you.") == (["It depends.", "On you."], "")
    assert await said(0.15, "It depends.") == ([], "no clause in 100 ms")
    assert await said("It depends. On", 5.0) == (["It depends."], "no clause in 300 ms")
    assert await said(*["a", 0.03] * 20) == ([], "no clause in 100 ms")
