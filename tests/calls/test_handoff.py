"""What the person who takes over is told."""

from __future__ import annotations

import asyncio

import pytest
from desk import Desk

pytestmark = pytest.mark.virtual_time


async def test_a_second_brief_of_a_call_says_that_it_replaces_the_first() -> None:
    # A caller who goes on after the agent spoke too early is answered once more, as a whole.
    desk = Desk()
    await desk.open()
    for _ in range(2):
        desk.caller_stops()
        await desk.fails("slm", "human")
        await asyncio.sleep(0.1)
    assert [one["update"] for one in desk.events("handoff")] == [False, True]
    await desk.cleanup()
