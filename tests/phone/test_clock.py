from __future__ import annotations

import asyncio

import pytest

from voice_agent.phone.clock import CallClock

pytestmark = pytest.mark.virtual_time


async def test_counts_milliseconds_from_the_moment_it_was_made_or_restarted() -> None:
    clock = CallClock()
    assert clock.now_ms() == 0.0
    await asyncio.sleep(1.5)
    assert clock.now_ms() == pytest.approx(1500.0)
    clock.restart()
    assert clock.now_ms() == 0.0


async def test_sleeps_for_a_time_or_until_one() -> None:
    clock = CallClock()
    await clock.sleep(250)
    assert clock.now_ms() == pytest.approx(250)
    await clock.sleep_until(1000)
    assert clock.now_ms() == pytest.approx(1000)


async def test_a_late_sleeper_lets_others_run() -> None:
    clock, ran = CallClock(), []
    asyncio.get_running_loop().call_soon(ran.append, "other")
    await clock.sleep_until(-500)
    assert ran == ["other"]
    assert clock.now_ms() == pytest.approx(0)
