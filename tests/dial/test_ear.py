"""A line made of messages; what is recognised is given."""

from __future__ import annotations

import asyncio
from typing import cast

import numpy as np
import pytest
from dial.test_cadence import quiet, speech

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.calls.info import CallInfo
from voice_agent.dial.ear import Doubted, Ear, Narrow
from voice_agent.dial.tones import HZ
from voice_agent.language.en.picked_up import said_by
from voice_agent.transport.base import Audio, Connection, Hangup, Key, Message

pytestmark = pytest.mark.virtual_time


class Line:
    """Says what it is given in frames of 20 ms, and keeps what is done to it."""

    def __init__(self, *parts: np.ndarray, then: Message | None = None) -> None:
        self.info = CallInfo(carrier="raw", rate_hz=HZ)
        self.done: list[str] = []
        wide = resample(np.concatenate(parts), HZ, LISTEN_HZ)
        step = LISTEN_HZ // 50
        self._messages: list[Message | None] = [
            Audio(wide[at : at + step].tobytes()) for at in range(0, wide.size, step)
        ]
        self._messages.append(then)

    async def receive(self) -> Message | None:
        await asyncio.sleep(0.02)
        return self._messages.pop(0) if self._messages else None

    async def send_audio(self, pcm: bytes) -> None:
        self.done.append("audio")

    async def clear(self) -> bool:
        self.done.append("clear")
        return True

    async def close(self, code: int, reason: str) -> None:
        self.done.append("close")

    def transfer(self) -> str:
        return "by the line itself"


def ear_for(text: str) -> Ear:
    async def recognise(sound: np.ndarray) -> str:
        return text

    return Ear(HZ, recognise, said_by)


async def taken_for_a_person(line: Line, ear: Ear) -> Doubted:
    while True:
        message = await line.receive()
        assert isinstance(message, Audio)
        verdict = ear.hear(message.pcm)
        if verdict is not None:
            assert verdict.who == "person"
            return Doubted(cast(Connection, line), ear)


async def test_the_agent_hears_a_person_and_is_heard() -> None:
    line, ear = Line(quiet(300), speech(500), quiet(3000), then=Key("5")), ear_for("Hello?")
    doubted = await taken_for_a_person(line, ear)
    heard = [await doubted.receive() for _ in range(2000 // 20)]
    assert {type(one) for one in heard} == {Audio}
    await doubted.send_audio(b"00")
    await doubted.close(1000, "")
    assert line.done == ["audio", "close"]
    assert doubted.info is line.info
    assert doubted.transfer() == "by the line itself"
    assert getattr(doubted, "consult", None) is None
    await ear.close()


async def test_a_machine_has_hung_up_for_the_agent_and_stays_on_the_line() -> None:
    texts = ["Hi, this is Anna"]

    async def recognise(sound: np.ndarray) -> str:
        return texts[-1]

    line = Line(quiet(300), speech(900), quiet(700), speech(3000))
    ear = Ear(HZ, recognise, said_by)
    doubted = await taken_for_a_person(line, ear)
    texts.append("Hi, this is Anna, please leave a message")
    while isinstance(message := await doubted.receive(), Audio):
        pass
    assert isinstance(message, Hangup)
    assert isinstance(await doubted.receive(), Hangup)
    assert doubted.machine is not None
    assert (doubted.machine.who, doubted.machine.revises) == ("voicemail", True)
    with pytest.raises(ConnectionError):
        await doubted.send_audio(b"00")
    await doubted.close(1000, "")
    assert line.done == ["clear"]
    await ear.close()


async def test_what_is_known_is_not_recognised_again() -> None:
    heard: list[int] = []

    async def recognise(sound: np.ndarray) -> str:
        heard.append(sound.size)
        return "Hello?"

    line = Line(quiet(300), speech(500), quiet(2600), speech(6000))
    ear = Ear(HZ, recognise, said_by)
    doubted = await taken_for_a_person(line, ear)
    while await doubted.receive() is not None:
        pass
    assert len(heard) == 1
    await ear.close()


def test_a_line_is_what_it_was() -> None:
    assert Narrow(8000).push(np.arange(6, dtype="<i2").tobytes()).tolist() == [0, 2, 4]


def test_a_wide_line_loses_what_is_above_4_khz_and_nothing_else() -> None:
    at = np.arange(16000) / 16000
    for hz, kept in ((1000, True), (6000, False)):
        sound = (8000 * np.sin(2 * np.pi * hz * at)).astype("<i2")
        heard = Narrow(16000).push(sound.tobytes())
        assert heard.size == pytest.approx(8000, abs=40)
        assert bool(np.abs(heard[100:-100]).max() > 6000) is kept
        assert kept or np.abs(heard[100:-100]).max() < 100
