"""A person is called beside the caller's call, told the brief, and joined with the caller."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from referring import HOST, Referring, referring

from voice_agent.audio.pcm import from_pcm
from voice_agent.calls.bridge import Bridge
from voice_agent.calls.consulting import LegState
from voice_agent.core.errors import ActionError
from voice_agent.transport.base import Audio
from voice_agent.transport.sip.agent import Policy
from voice_agent.transport.sip.carrier import SipConnection
from voice_agent.transport.sip.consulting import SipConsultation

pytestmark = pytest.mark.virtual_time
BRIEF = "A call for the bank."
BRIEF_S = 2.0


async def speak(text: str) -> AsyncGenerator[NDArray[np.int16]]:
    assert text == BRIEF
    yield tone(BRIEF_S, 8000)


def tone(seconds: float, rate_hz: int) -> NDArray[np.int16]:
    times = np.arange(int(seconds * rate_hz)) / rate_hz
    return (9000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16)


def second_call(connection: SipConnection) -> SipConsultation:
    second = connection.consult(speak)
    assert second is not None
    return second


async def until(done: Callable[[], bool], at_most_s: float = 20.0) -> None:
    async with asyncio.timeout(at_most_s):
        while not done():
            await asyncio.sleep(0.02)


async def ready(connection: SipConnection, target: str) -> SipConsultation:
    second = second_call(connection)
    await second.ring(target, "100", BRIEF)
    await until(lambda: second.state == "ready")
    return second


async def test_the_person_hears_the_brief_and_is_ready_when_it_is_over() -> None:
    async with referring() as (connection, target, caller, _):
        second = second_call(connection)
        await second.ring(target, "100", BRIEF)
        await until(lambda: second.state == "briefing")
        heard = asyncio.create_task(_loud_s(caller), name="listens")
        began = asyncio.get_running_loop().time()
        await until(lambda: second.state == "ready")
        assert asyncio.get_running_loop().time() - began == pytest.approx(BRIEF_S, abs=0.3)
        await second.hang_up()
        assert await heard == pytest.approx(BRIEF_S, abs=0.2)
        assert second.state in ("declined", "failed")


async def _loud_s(caller: Referring) -> float:
    """Return how much sound the desk hears in its first call, until that is over."""
    (wire,) = caller.desk.wires
    desk, samples = await _listening(caller), 0
    while (message := await desk.receive()) is not None:
        if isinstance(message, Audio):
            samples += int(np.sum(np.abs(from_pcm(message.pcm)) > 300)) if wire else 0
    return samples / 16_000


async def _listening(caller: Referring) -> SipConnection:
    """Return the desk's side of its first call, whose opening has been received."""
    from voice_agent.calls.info import CallInfo
    from voice_agent.transport.sip.carrier import SipCodec

    (wire,) = caller.desk.wires
    assert wire.stream is not None
    return SipConnection(wire, SipCodec(wire.stream), CallInfo(carrier="sip", rate_hz=8000))


@pytest.mark.parametrize(
    ("status", "state"),
    [(486, "busy"), (603, "declined"), (480, "no_answer"), (404, "failed"), (503, "failed")],
)
async def test_why_nobody_answered(status: int, state: LegState) -> None:
    async with referring(status) as (connection, target, _, _):
        second = second_call(connection)
        await second.ring(target, "100", BRIEF)
        await until(lambda: second.state == state)


async def test_a_telephone_that_rings_is_let_be() -> None:
    async with referring(0) as (connection, target, caller, _):
        second = second_call(connection)
        await second.ring(target, "100", BRIEF)
        await asyncio.sleep(3)
        assert second.state == "ringing"
        await second.hang_up()
        await until(lambda: not caller.desk.agent.calls)


async def test_a_person_who_hangs_up_during_the_brief_does_not_want_the_call() -> None:
    async with referring() as (connection, target, caller, _):
        second = second_call(connection)
        await second.ring(target, "100", BRIEF)
        await until(lambda: second.state == "briefing")
        await caller.desk.wires[0].close(0, "")
        await until(lambda: second.state == "declined")


async def test_the_callers_telephone_takes_our_place_where_both_know_how() -> None:
    async with referring(replaces=True) as (connection, target, caller, _):
        second = await ready(connection, target)
        assert await second.join()
        assert caller.desk.replaced == 1
        assert len(caller.called) == 1
        # The desk has one call left: that with the caller.
        assert len(caller.desk.agent.calls) == 1


async def test_it_may_leave_us_before_it_calls() -> None:
    async with referring(replaces=True) as (connection, target, caller, _):
        caller.hangs_up = True
        second = await ready(connection, target)
        assert await second.join()
        assert caller.desk.replaced == 1


@pytest.mark.parametrize("replaces", [False, True])
async def test_voices_are_carried_where_it_cannot_or_will_not(replaces: bool) -> None:
    async with referring(refuses=405, replaces=replaces) as (connection, target, caller, _):
        second = await ready(connection, target)
        assert not await second.join()
        assert caller.called == []
        bridge = Bridge()
        bridge.begin()
        second.carry(bridge)
        desk = await _listening(caller)
        bridge.from_caller(tone(1.0, 16_000).tobytes())
        await desk.send_audio(tone(1.0, 8000).tobytes())
        async with asyncio.timeout(5):
            while np.abs(from_pcm(await bridge.for_caller())).max() < 8000:
                pass
            loud = False
            while not loud:
                message = await desk.receive()
                loud = isinstance(message, Audio) and np.abs(from_pcm(message.pcm)).max() > 8000
        bridge.end()
        await until(lambda: not caller.desk.agent.calls)


async def test_a_bridge_is_over_when_the_person_hangs_up() -> None:
    async with referring() as (connection, target, caller, _):
        second = await ready(connection, target)
        bridge = Bridge()
        bridge.begin()
        second.carry(bridge)
        await caller.desk.wires[0].close(0, "")
        async with asyncio.timeout(5):
            await bridge.over.wait()
        second.carry(again := Bridge())
        assert again.over.is_set(), "nobody is there any more"


async def test_a_caller_who_hangs_up_meanwhile_is_not_joined() -> None:
    async with referring(replaces=True) as (connection, target, caller, wire):
        caller.refuses = 100  # It never says what becomes of it.
        second = await ready(connection, target)
        joining = asyncio.create_task(second.join(), name="join")
        await asyncio.sleep(1)
        await wire.close(0, "")
        with pytest.raises(ActionError, match="has left"):
            await joining
        await second.hang_up()
        await until(lambda: not caller.desk.agent.calls)


async def test_a_number_that_cannot_be_called_is_said_so() -> None:
    async with referring() as (connection, _, _, _):
        with pytest.raises(ActionError, match="cannot be called"):
            await second_call(connection).ring("sip:desk@[no", "100", BRIEF)


async def test_a_telephone_that_logged_in_is_not_rung_itself() -> None:
    async with referring() as (connection, _, _, _):
        second = second_call(connection)
        second._line.endpoint.agent.policy = Policy(lambda host: False)
        with pytest.raises(ActionError, match="no PBX"):
            await second.ring("+15550100", "100", BRIEF)


async def test_a_bare_number_is_called_at_the_pbx_of_the_caller() -> None:
    async with referring() as (connection, _, caller, _):
        second = second_call(connection)
        await second.ring("+15550100", "100", BRIEF)
        await until(lambda: second.state == "busy")  # The caller's own telephone refuses it so.
        assert caller.host == HOST
