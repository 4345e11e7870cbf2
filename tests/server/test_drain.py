"""How a server stops: the table, and the phases on virtual time."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest

from voice_agent.server.drain import FAREWELL_S, Drain, Phase, StopEvent, step
from voice_agent.server.lobby import Lobby

pytestmark = pytest.mark.virtual_time


@pytest.mark.parametrize(("phase", "event"), product(Phase, StopEvent))
def test_each_event_in_each_phase(phase: Phase, event: StopEvent) -> None:
    after = step(phase, event)
    if phase is Phase.SERVING:
        assert after is (Phase.DRAINING if event is StopEvent.SIGNAL else phase)
    elif (phase, event) == (Phase.DRAINING, StopEvent.TIME_UP):
        assert after is Phase.CLOSING
    else:
        assert after is Phase.OVER


def clock() -> float:
    return asyncio.get_running_loop().time()


def call(lobby: Lobby, seconds: float) -> asyncio.Task[None]:
    async def goes_on() -> None:
        await asyncio.sleep(seconds)

    return asyncio.create_task(lobby.hold(goes_on()))


async def test_a_server_without_calls_stops_at_once_and_takes_no_more() -> None:
    lobby = Lobby(1)
    drain = Drain(lobby, 120)
    assert not lobby.closed
    drain.signal("SIGTERM")
    assert drain.over.is_set()
    refusal = lobby.refusal(ready=True)
    assert refusal is not None
    assert refusal.kind == "stopping"


async def test_a_call_that_ends_in_time_is_waited_for_and_told_nothing() -> None:
    lobby = Lobby(2)
    drain, began = Drain(lobby, 120), clock()
    calls = [call(lobby, 30), call(lobby, 70)]
    await asyncio.sleep(1)
    drain.signal("SIGTERM")
    assert drain.phase is Phase.DRAINING
    await drain.over.wait()
    assert clock() - began == pytest.approx(70)
    assert not drain.closing.is_set()
    await asyncio.gather(*calls)


async def test_a_call_that_goes_on_is_told_and_then_ended() -> None:
    lobby = Lobby(1)
    drain, began = Drain(lobby, 120), clock()
    endless = call(lobby, 1000)
    await asyncio.sleep(0)
    drain.signal("SIGTERM")
    await drain.closing.wait()
    assert (clock() - began, drain.phase) == (pytest.approx(120), Phase.CLOSING)
    assert not drain.over.is_set()
    await drain.over.wait()
    assert clock() - began == pytest.approx(120 + FAREWELL_S)
    await lobby.stop()
    await asyncio.wait({endless})


async def test_without_time_to_drain_the_calls_are_told_at_once() -> None:
    lobby = Lobby(1)
    drain, began = Drain(lobby, 0), clock()
    short = call(lobby, 4)
    await asyncio.sleep(0)
    drain.signal("SIGTERM")
    await drain.closing.wait()
    assert clock() == began
    await drain.over.wait()
    assert clock() - began == pytest.approx(4)
    await short


@pytest.mark.parametrize("drain_s", [120, 0])
async def test_a_second_signal_waits_for_nothing(drain_s: float) -> None:
    lobby = Lobby(1)
    drain, began = Drain(lobby, drain_s), clock()
    endless = call(lobby, 1000)
    await asyncio.sleep(0)
    drain.signal("SIGINT")
    await asyncio.sleep(1)
    drain.signal("SIGINT")
    assert drain.over.is_set()
    assert clock() - began == pytest.approx(1)
    await asyncio.sleep(500)
    assert drain.phase is Phase.OVER
    await lobby.stop()
    await asyncio.wait({endless})


async def test_calls_come_and_go_while_the_server_serves() -> None:
    lobby = Lobby(1)
    drain = Drain(lobby, 120)
    await call(lobby, 3)
    assert (drain.phase, drain.over.is_set()) == (Phase.SERVING, False)
