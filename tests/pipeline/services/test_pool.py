from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

import pytest
from pipecat.frames.frames import LLMFullResponseEndFrame, LLMTextFrame, TextFrame
from pipecat_servers.odd import OddService, odd_spec

from voice_agent.core.errors import StageError
from voice_agent.pipeline.services.pool import MAX_IDLE, Pool

MakePool = Callable[..., Pool]


@pytest.fixture
def made() -> list[OddService]:
    return []


@pytest.fixture
async def pool(made: list[OddService]) -> AsyncIterator[MakePool]:
    pools: list[Pool] = []

    def make(*, reusable: bool = False, **arguments: Any) -> Pool:
        spec = odd_spec(made=made, **arguments)
        pools.append(Pool(spec, ends_with=LLMFullResponseEndFrame, reusable=reusable))
        return pools[-1]

    yield make
    for one in pools:
        await one.aclose()


async def answer(pool: Pool, text: str) -> list[str]:
    frames = [frame async for frame in pool.ask(TextFrame(text))]
    return [frame.text for frame in frames if isinstance(frame, LLMTextFrame)]


async def test_one_instance_answers_one_request_after_the_other(
    pool: MakePool, made: list[OddService]
) -> None:
    one = pool()
    assert await answer(one, "a b end") == ["a", "b"]
    assert await answer(one, "c end") == ["c"]
    assert len(made) == 1


async def test_requests_at_the_same_time_have_an_instance_each(
    pool: MakePool, made: list[OddService]
) -> None:
    one = pool()
    texts = [f"{number} end" for number in range(MAX_IDLE + 3)]
    answers = await asyncio.gather(*(answer(one, text) for text in texts))
    assert answers == [[text.removesuffix(" end")] for text in texts]
    assert len(made) == MAX_IDLE + 3
    await asyncio.sleep(0.05)
    assert sum(not service.cleaned for service in made) == MAX_IDLE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a error", "rate limit, HTTP 429"),
        ("a raise", "ValueError"),
        ("a crash hang", "ConnectionError"),
        ("a", "the answer broke off"),
    ],
)
async def test_a_request_that_fails_costs_its_instance(
    pool: MakePool, made: list[OddService], text: str, why: str
) -> None:
    one = pool(reusable=True)
    pieces = one.ask(TextFrame(text))
    assert await anext(pieces)
    with pytest.raises(StageError, match=why):
        await anext(pieces)
    assert await answer(one, "b end") == ["b"]
    assert len(made) == 2
    await one.aclose()
    assert made[0].cleaned


async def test_an_instance_that_cannot_start_fails_the_request(pool: MakePool) -> None:
    with pytest.raises(StageError, match="ValueError"):
        await answer(pool(at_setup="raise"), "a end")


async def test_after_a_cancelled_request_a_new_connection_is_ready(
    pool: MakePool, made: list[OddService]
) -> None:
    one = pool()
    async with aclosing(one.ask(TextFrame("a hang"))) as pieces:
        await anext(pieces)
    assert len(made) == 2
    assert await answer(one, "b end") == ["b"]
    assert made[1].asked == ["b end"]
    assert made[0].cancelled
    assert len(made) == 2


async def test_a_reusable_instance_is_interrupted_and_used_again(
    pool: MakePool, made: list[OddService]
) -> None:
    one = pool(reusable=True)
    async with aclosing(one.ask(TextFrame("a hang"))) as pieces:
        await anext(pieces)
    await asyncio.sleep(0.05)
    assert made[0].cancelled
    assert await answer(one, "b end") == ["b"]
    assert len(made) == 1


async def test_one_that_does_not_confirm_the_interruption_is_given_up(
    pool: MakePool, made: list[OddService]
) -> None:
    one = pool(reusable=True)
    async with aclosing(one.ask(TextFrame("a stubborn"))) as pieces:
        await anext(pieces)
    assert await answer(one, "b end") == ["b"]
    assert len(made) == 2


async def test_one_that_breaks_while_nobody_uses_it_is_replaced(
    pool: MakePool, made: list[OddService]
) -> None:
    one = pool()
    assert await answer(one, "a late end") == ["a"]
    await asyncio.sleep(0.1)
    assert made[0].cleaned
    assert await answer(one, "b end") == ["b"]
    assert len(made) == 2


async def test_closing_fails_what_is_under_way(pool: MakePool, made: list[OddService]) -> None:
    one = pool()
    asking = asyncio.create_task(answer(one, "hang"))
    await asyncio.sleep(0.02)
    await one.aclose()
    with pytest.raises(StageError, match="it is being closed"):
        await asking
    assert made[0].cleaned


async def test_a_request_that_ends_after_closing_keeps_nothing(
    pool: MakePool, made: list[OddService]
) -> None:
    one = pool()
    await answer(one, "a end")
    await one.aclose()
    assert await answer(one, "b end") == ["b"]
    await one.aclose()
    assert all(service.cleaned for service in made)


def test_an_instance_of_another_loop_is_not_used() -> None:
    made: list[OddService] = []
    one = Pool(odd_spec(made=made), ends_with=LLMFullResponseEndFrame, reusable=False)
    # As a command does that warms the engines up before the server runs.
    assert asyncio.run(answer(one, "a end")) == ["a"]
    assert asyncio.run(answer(one, "b end")) == ["b"]
    assert len(made) == 2
