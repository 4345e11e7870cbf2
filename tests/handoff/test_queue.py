"""A call waits in the queue until somebody has heard its brief."""

from __future__ import annotations

import asyncio

import pytest
from handoffs import make_case

from voice_agent.config.handoff import QueueWay
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.queue import Queue


@pytest.mark.virtual_time
async def test_one_who_goes_away_while_the_caller_is_told_is_not_joined() -> None:
    desk, (case, told) = Desk(), make_case()
    leaves = desk.seat("Bob")
    bob = leaves.__enter__()
    case.connecting = connecting = Connecting(lambda: leaves.__exit__(None, None, None))
    with desk.seat("Ann") as ann:
        reaching = asyncio.create_task(Queue(QueueWay(way="queue"), desk).reach(case))
        await asyncio.sleep(1)
        desk.accept(bob, "c1")
        desk.join(bob)
        await asyncio.sleep(5)
        assert (connecting.count, case.bridge.open) == (1, False)
        desk.accept(ann, "c1")
        desk.join(ann)
        assert await reaching == "accepted"
        assert (connecting.count, told.connecting) == (2, 0)


class Connecting:
    """Tells the caller; the first time, somebody goes away meanwhile."""

    def __init__(self, first: object) -> None:
        self.count = 0
        self._first = first

    async def __call__(self) -> None:
        self.count += 1
        if self.count == 1:
            self._first()  # type: ignore[operator]
