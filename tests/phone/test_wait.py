"""What a caller waits for, on a line that is never opened: the test is the server."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from voice_agent.core.events import TurnTimed
from voice_agent.phone import wait
from voice_agent.phone.line import Line
from voice_agent.phone.raw import make as raw
from voice_agent.phone.twilio import make as twilio
from voice_agent.phone.values import CallError, Received, Utterance

pytestmark = pytest.mark.virtual_time

SECOND = np.full(8000, 4000, dtype=np.int16)
SAID = Utterance(1000.0, 1000.0, 2000.0, 2200.0, after_turn=0)


def line(*, events: bool = True) -> Line:
    return Line("ws://127.0.0.1:1", raw(8000) if events else twilio(None))


async def at(line: Line, ms: float, *todo: object) -> None:
    """Play the server: what happens at a time of the call."""
    await line.clock.sleep_until(ms)
    for what in todo:
        if isinstance(what, np.ndarray):
            line.playback.push(ms, what)
        elif isinstance(what, TurnTimed):
            line.log.append(Received(ms, what))
        else:
            line._close(what if isinstance(what, CallError) else None)


async def test_waiting_ends_with_the_condition_or_the_time() -> None:
    calling = line()
    await wait.until(calling, lambda: calling.clock.now_ms() >= 500, 1000, "half a second")
    assert 500 <= calling.clock.now_ms() <= 511
    with pytest.raises(CallError, match="waited 2 s for the moon; none came"):
        await wait.until(calling, lambda: False, 2000, "the moon")
    assert 2500 <= calling.clock.now_ms() <= 2530


async def test_a_line_that_breaks_or_ends_ends_the_waiting() -> None:
    calling = line()
    calling._close()
    with pytest.raises(CallError, match="the call ended before the moon"):
        await wait.until(calling, lambda: False, 2000, "the moon")
    await wait.until(calling, lambda: False, 2000, "the moon", or_over=True)
    broken = line()
    broken._close(CallError("the server vanished"))
    with pytest.raises(CallError, match="vanished"):
        await wait.until(broken, lambda: False, 2000, "the moon", or_over=True)


async def test_the_agent_has_started_when_it_is_heard_and_not_before() -> None:
    calling = line()
    calling.playback.push(300.0, SECOND)
    assert await wait.until_agent_starts(calling, 0.0) == 300.0
    assert 300 <= calling.clock.now_ms() <= 311
    with pytest.raises(CallError, match="waited 1 s for the agent's voice"):
        await wait.until_agent_starts(calling, 400.0, 1000)


async def test_a_greeting_is_over_when_it_is_quiet() -> None:
    calling = line()
    server = asyncio.create_task(at(calling, 400, SECOND))
    await wait.until_agent_finishes(calling, quiet_ms=700)
    assert 2090 <= calling.clock.now_ms() <= 2115
    await server


async def test_without_a_greeting_the_time_is_up() -> None:
    with pytest.raises(CallError, match="waited 3 s for the greeting"):
        await wait.until_agent_finishes(line(), timeout_ms=3000)


async def test_an_answer_is_over_when_it_is_timed_and_quiet() -> None:
    calling = line()
    timed = TurnTimed(turn=1, v2v_ms=1.0, stages={})
    server = asyncio.create_task(at(calling, 2500, SECOND))
    later = asyncio.create_task(at(calling, 6000, timed))
    await wait.until_agent_finishes(calling, SAID)
    assert 6000 <= calling.clock.now_ms() <= 6020
    await asyncio.gather(server, later)


async def test_an_answer_without_events_is_over_when_it_is_quiet() -> None:
    calling = line(events=False)
    server = asyncio.create_task(at(calling, 2500, SECOND))
    await wait.until_agent_finishes(calling, SAID)
    assert 4190 <= calling.clock.now_ms() <= 4220
    await server


async def test_a_call_that_ends_after_the_answer_was_answered() -> None:
    calling = line()
    server = asyncio.create_task(at(calling, 2500, SECOND, None))
    await wait.until_agent_finishes(calling, SAID)
    assert calling.clock.now_ms() < 2520
    await server


async def test_a_call_that_ends_before_the_answer_was_not() -> None:
    calling = line()
    server = asyncio.create_task(at(calling, 2500, None))
    with pytest.raises(CallError, match="the call ended before the agent's answer"):
        await wait.until_agent_finishes(calling, SAID)
    await server
