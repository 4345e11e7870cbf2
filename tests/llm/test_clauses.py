from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from voice_agent.core.errors import AnswerCutError, DeadlineError
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


def stream_of(*pieces: str, error: Exception | None = None) -> AsyncIterator[str]:
    async def generate() -> AsyncIterator[str]:
        for piece in pieces:
            yield piece
        if error is not None:
            raise error

    return generate()


async def said_of(*pieces: str) -> list[str]:
    return [one async for one in clauses(stream_of(*pieces), en, first_ms=100, next_ms=300)]


async def test_markup_and_thoughts_are_left_out_however_they_are_cut() -> None:
    answer = (
        "<think>Let me see. It is $90.</think>**Gold card**\n\n1. Costs $1,250.50 a year, e.g. for "
        "Dr. Smith\n2. See [our site](https://bank.example/gold)\n\n😊"
    )
    expected = "Gold card. Costs $1,250.50 a year, e.g. for Dr. Smith. See our site."
    for size in (1, 2, 3, 5, 8, 13, 999):
        pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
        said = await said_of(*pieces)
        assert (" ".join(said), said[0], said[-1]) == (expected, "Gold card.", "See our site.")


async def test_a_thought_without_its_opening_or_closing_tag() -> None:
    assert await said_of("I think five", " and six</thi", "nk>It is eleven.") == ["It is eleven."]
    assert await said_of("<think>five and six") == []
    assert await said_of("😊", " ---\n") == []


async def test_an_answer_cut_at_the_limit_ends_with_a_whole_sentence() -> None:
    async def cut(*pieces: str) -> list[str]:
        found: list[str] = []
        stream = clauses(
            stream_of(*pieces, error=AnswerCutError("limit")), en, first_ms=100, next_ms=300
        )
        with contextlib.suppress(AnswerCutError):
            while True:
                found.append(await anext(stream))
        return found

    assert await cut("It depends. You wou", "ld have to ab") == ["It depends."]
    assert await cut("It depends. You can.") == ["It depends.", "You can."]
    assert await cut("You would pay 300 a month, and the total would come to a lot mo") == [
        "You would pay 300 a month,"
    ]
    assert await cut("- Send 50 dollars\n- Pay your bi") == ["Send 50 dollars."]
    assert await cut("- Send 50 dollars\n") == ["Send 50 dollars."]
    assert await cut("It is free. The fee is $2.") == ["It is free."]
    assert await cut("| a | b |\n|--|--|\n| c | 5 |\n| d | 3") == ["c: b 5."]
    assert await cut() == []
    assert await cut("You would") == []
