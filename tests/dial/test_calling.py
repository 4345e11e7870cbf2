"""Calls between two user agents of ours over sockets, in virtual time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from dial.test_cadence import quiet, speech
from dial.test_tones import tone

from voice_agent.audio.pcm import from_pcm
from voice_agent.dial.calling import Outcome, converse
from voice_agent.language.en.picked_up import said_by
from voice_agent.transport.base import NORMAL, Connection, Hangup
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.dial import dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.hearing import Hearing
from voice_agent.transport.sip.wire import SipWire

pytestmark = pytest.mark.virtual_time
HOST = "127.0.0.1"
MESSAGE = tone(1000, 777)


class Callee:
    """Answers a call, plays what the test gives it, and keeps what it hears."""

    def __init__(self, *parts: np.ndarray, refuses: int = 0, hangs_up: bool = False) -> None:
        self.heard = b""
        self.talked = False
        self._parts = parts
        self._refuses = refuses
        self._hangs_up = hangs_up
        self._task: asyncio.Task[None] | None = None
        self.end: Endpoint

    def invited(self, call: SipCall) -> None:
        if self._refuses:
            call.refuse(self._refuses, 0.0)
        else:
            self._task = asyncio.create_task(self._take(SipWire(self.end, call)), name="callee")

    async def _take(self, wire: SipWire) -> None:
        await wire.receive()
        speaking = asyncio.create_task(self._speak(wire), name="callee-speaks")
        assert wire.stream is not None
        hearing = Hearing(wire.stream)
        while (message := await wire.receive()) is not None:
            if isinstance(message, bytes):
                found = hearing.packet(message)
                self.heard += found if isinstance(found, bytes) else b""
        await speaking
        await wire.close(0, "")

    async def _speak(self, wire: SipWire) -> None:
        whole = np.concatenate(self._parts) if self._parts else quiet(100)
        for start in range(0, whole.size, 160):
            try:
                await wire.send(whole[start : start + 160].tobytes())
            except ConnectionError:
                return
            await asyncio.sleep(0.02)
        if self._hangs_up:
            await wire.close(0, "")

    async def called(
        self, text: str | Callable[[np.ndarray], str] = "", message: Any = MESSAGE
    ) -> Outcome:
        """Be called; ``text`` is what is recognised, or makes it of the sound."""
        agents = [UserAgent(Here(HOST, 0), Policy(lambda host: True)) for _ in "12"]
        caller = await Endpoint(agents[0], lambda call: None).open(HOST, 0)
        self.end = await Endpoint(agents[1], self.invited).open(HOST, 0)
        target = f"sip:+4930123456@{HOST}:{self.end.port}"
        wire = await dial(caller, target, (HOST, self.end.port), f"sip:us@{HOST}")

        async def recognise(sound: np.ndarray) -> str:
            return text if isinstance(text, str) else text(sound)

        async def talk(connection: Connection) -> None:
            self.talked = True
            await connection.send_audio(tone(200, 500).tobytes())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(5):
                    while not isinstance(await connection.receive(), Hangup | None):
                        pass
            await connection.close(NORMAL, "")

        try:
            return await converse(wire, recognise, said_by, ring_s=20.0, talk=talk, message=message)
        finally:
            if self._task is not None:
                await self._task
            await caller.close()
            await self.end.close()


async def test_the_agent_talks_with_a_person() -> None:
    callee = Callee(quiet(500), speech(500), quiet(3000))
    outcome = await callee.called("Hello?")
    assert (outcome.who, outcome.message, callee.talked) == ("person", False, True)


async def test_voicemail_gets_the_message_after_the_beep() -> None:
    callee = Callee(quiet(300), speech(4000), quiet(500), tone(400, 1000), quiet(4000))
    outcome = await callee.called("I can't take your call, leave a message")
    assert (outcome.who, outcome.why, outcome.message) == ("voicemail", "text", True)
    assert not callee.talked
    loud = np.flatnonzero(np.abs(from_pcm(callee.heard)) > 2000)
    # 0.3 s of quiet, speech, pause and beep are over before it begins, and it is whole.
    assert loud[0] / 8000 > 5.3
    assert (loud[-1] - loud[0]) / 8000 == pytest.approx(1.0, abs=0.05)


async def test_without_a_message_voicemail_is_hung_up() -> None:
    outcome = await Callee(quiet(300), speech(4000)).called("please leave a message", None)
    assert (outcome.who, outcome.message) == ("voicemail", False)


@pytest.mark.parametrize(
    ("parts", "text", "who"),
    [
        ([tone(300, 913.8), tone(380, 1370.6), tone(380, 1776.7), speech(2000)], "", "dead"),
        ([quiet(200), speech(3000)], "press one for sales", "menu"),
        ([tone(3000, 2100)], "", "fax"),
    ],
)
async def test_everything_else_is_hung_up(parts: list[np.ndarray], text: str, who: str) -> None:
    callee = Callee(*parts)
    outcome = await callee.called(text)
    assert (outcome.who, callee.talked) == (who, False)
    assert not (np.abs(from_pcm(callee.heard)) > 100).any()


@pytest.mark.parametrize(
    ("status", "who"), [(486, "busy"), (404, "dead"), (480, "no_answer"), (403, "refused")]
)
async def test_calls_that_are_not_answered(status: int, who: str) -> None:
    outcome = await Callee(refuses=status).called()
    assert (outcome.who, outcome.why) == (who, f"SIP {status}")


async def test_nobody_answers() -> None:
    callee = Callee()
    callee.invited = lambda call: call.ring(0.0)  # type: ignore[method-assign]
    outcome = await callee.called()
    assert (outcome.who, outcome.why) == ("no_answer", "rang for 20 s")


async def test_who_hangs_up_at_once_is_gone() -> None:
    outcome = await Callee(quiet(300), hangs_up=True).called()
    assert outcome.who == "gone"


async def test_the_agent_waits_until_a_person_has_finished() -> None:
    callee = Callee(quiet(300), speech(3000), quiet(3000))
    outcome = await callee.called("I was just about to call you", None)
    assert (outcome.who, outcome.why) == ("person", "talks like one")
    first = np.flatnonzero(np.abs(from_pcm(callee.heard)) > 2000)[0] / 8000
    assert first > 3.7


async def test_a_machine_that_paused_gets_the_message_after_all() -> None:
    # The agent has begun to talk when the greeting goes on.
    callee = Callee(quiet(300), speech(900), quiet(800), speech(2000), tone(400, 1000), quiet(4000))
    outcome = await callee.called(
        lambda sound: "Hi, this is Anna." + (" Leave a message." if sound.size > 16000 else "")
    )
    assert callee.talked
    assert (outcome.who, outcome.why, outcome.message) == ("voicemail", "text", True)
