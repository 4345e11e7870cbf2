"""Who gets a call at the desk: two people, one call, and people who go away."""

from __future__ import annotations

import asyncio

import pytest
from handoffs import make_case

from voice_agent.config.handoff import QueueWay
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.queue import Queue

pytestmark = pytest.mark.virtual_time


def queue(desk: Desk, wait_s: float = 30) -> Queue:
    return Queue(QueueWay(way="queue", wait_s=wait_s), desk)


async def test_nobody_at_the_desk_is_no_answer_soon() -> None:
    case, _ = make_case()
    began = asyncio.get_running_loop().time()
    assert await queue(Desk()).reach(case) == "no_answer"
    assert asyncio.get_running_loop().time() - began < 6


async def test_the_first_who_accepts_hears_the_brief_and_is_joined() -> None:
    desk, (case, told) = Desk(), make_case()
    with desk.seat("Ann") as ann, desk.seat("Bob") as bob:
        reaching = asyncio.create_task(queue(desk).reach(case))
        await asyncio.sleep(1)
        assert desk.accept(bob, "c1") is not None
        assert desk.accept(ann, "c1") is None, "Bob was quicker"
        await asyncio.sleep(5)
        assert not case.bridge.open, "Bob is still being told"
        assert desk.join(bob)
        assert await reaching == "accepted"
        assert (case.bridge.open, told.connecting) == (True, 1)
        desk.let_go(bob)
        assert case.bridge.over.is_set(), "Bob has hung up"


async def test_everybody_declines() -> None:
    desk, (case, _) = Desk(), make_case()
    with desk.seat("Ann") as ann, desk.seat("Bob") as bob:
        reaching = asyncio.create_task(queue(desk).reach(case))
        await asyncio.sleep(1)
        desk.accept(ann, "c1")
        desk.decline(ann, "c1")
        assert ann.call is None
        desk.decline(bob, "c1")
        assert await reaching == "declined"
        assert not desk.decline(bob, "c1")


@pytest.mark.parametrize(("occupied", "outcome"), [(True, "busy"), (False, "no_answer")])
async def test_nobody_takes_it_in_time(occupied: bool, outcome: str) -> None:
    desk, (case, _), (other, _) = Desk(), make_case(), make_case()
    other.call_id = "c2"
    with desk.seat("Ann") as ann, desk.waiting(other):
        if occupied:
            desk.accept(ann, "c2")
        assert await queue(desk).reach(case) == outcome


async def test_one_who_goes_away_during_the_brief_leaves_the_call_waiting() -> None:
    desk, (case, _) = Desk(), make_case()
    with desk.seat("Ann") as ann:
        reaching = asyncio.create_task(queue(desk).reach(case))
        await asyncio.sleep(1)
        with desk.seat("Bob") as bob:
            desk.accept(bob, "c1")
        assert desk.accept(ann, "c1") is not None, "Bob's browser has crashed"
        desk.join(ann)
        assert await reaching == "accepted"


async def test_a_caller_who_hangs_up_leaves_the_desk() -> None:
    desk, (case, _) = Desk(), make_case()
    with desk.seat("Ann") as ann:
        reaching = asyncio.create_task(queue(desk).reach(case))
        await asyncio.sleep(1)
        desk.accept(ann, "c1")
        ann.changed.clear()
        reaching.cancel()
        await asyncio.wait({reaching})
        assert (desk.calls, ann.call, ann.changed.is_set()) == ({}, None, True)
        assert not desk.join(ann)
