"""Whole calls with the real models over real sockets: one in real time, the others as fast as the
models are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from voice_agent.calls.record import RecordStore
from voice_agent.config.load import load_pipeline
from voice_agent.core.events import (
    CallEvent,
    Interrupted,
    Replied,
    Transcribed,
    TurnTimed,
    Understood,
)
from voice_agent.core.resources import pipelines_folder
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.line import Line
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.recording import read_audio
from voice_agent.pipeline.assembly import Engines, load_engines
from voice_agent.scenarios.spoken.voice import CallerVoice, load_speaker
from voice_agent.server.server import Server
from voice_agent.testing.server import running_server

pytestmark = pytest.mark.real
DEMO = pipelines_folder() / "bank" / "demo"


@pytest.fixture(scope="module")
def engines() -> Engines:
    return load_engines(load_pipeline("bank"))


@pytest.fixture
async def url(engines: Engines, tmp_path: Path) -> AsyncIterator[str]:
    records = RecordStore.open(f"sqlite:///{tmp_path}/calls.sqlite", "bank")
    server = Server(config=engines.config, records=records, engines=engines)
    async with running_server(server) as base:
        yield base


Kind = TypeVar("Kind", bound=CallEvent)


def events(caller: Line, kind: type[Kind]) -> list[Kind]:
    return [received.event for received in caller.log if isinstance(received.event, kind)]


async def say(caller: Line, name: str) -> None:
    said = await caller.speak(read_audio(DEMO / name, caller.rate_hz))
    await wait.until_agent_finishes(caller, said)


@pytest.mark.slow
async def test_a_question_is_answered_and_timed(url: str) -> None:
    async with make_line(url=url, rate_hz=16000) as caller:
        await wait.until_agent_finishes(caller)
        await say(caller, "1-balance.wav")
        assert events(caller, Understood)[0].intent == "check_balance"
        assert events(caller, Replied)[-1].text.endswith("four-digit PIN.")
        pressed_ms = caller.clock.now_ms()
        for key in "4471#":
            await caller.press(key)
        await wait.until_agent_starts(caller, pressed_ms)
        assert "Your checking balance is" in events(caller, Replied)[-1].text
        assert events(caller, Transcribed)[-1].text == "[pin]"
        assert events(caller, TurnTimed)[0].v2v_ms > 0


@pytest.mark.virtual_time
async def test_barge_in_stops_the_agent_and_is_answered(url: str) -> None:
    async with make_line(url=url, rate_hz=8000) as caller:
        await wait.until_agent_finishes(caller)
        first = await caller.speak(read_audio(DEMO / "3-fees.wav", 8000))
        await wait.until_agent_starts(caller, first.speech_end_ms)
        await caller.clock.sleep(1000)
        await say(caller, "5b-saturday.wav")
        spoken = events(caller, Interrupted)[0].spoken
        reply = events(caller, Replied)[1].text
        assert spoken
        assert reply.startswith(spoken)
        assert len(spoken) < len(reply)
        assert events(caller, Understood)[-1].intent == "opening_hours"


@pytest.mark.slow
@pytest.mark.virtual_time
@pytest.mark.parametrize("sign", ["Mm-hmm.", "Okay.", "Right."])
async def test_a_listener_in_the_middle_of_an_answer_hears_the_rest(url: str, sign: str) -> None:
    voice = CallerVoice.draw(load_speaker(None), "a listener")
    async with make_line(url=url, rate_hz=16000) as caller:
        await wait.until_agent_finishes(caller)
        asked = await caller.speak(read_audio(DEMO / "3-fees.wav", 16000))
        await wait.until_agent_starts(caller, asked.speech_end_ms)
        await caller.clock.sleep(1500)
        await caller.speak(voice.say(sign))
        await caller.clock.sleep(4000)
        await wait.until_agent_finishes(caller)
        replies = [event.text for event in events(caller, Replied)[1:]]
        spoken = events(caller, Interrupted)[0].spoken
        assert len(replies) == 2, "the answer, and its rest"
        assert replies[0].replace(" ", "") == f"{spoken}{replies[1]}".replace(" ", "")


@pytest.mark.virtual_time
async def test_twilio_hears_and_is_heard(url: str) -> None:
    async with make_line("twilio", url) as caller:
        await wait.until_agent_finishes(caller)
        utterance = await caller.speak(read_audio(DEMO / "1-balance.wav", 8000))
        await wait.until_agent_finishes(caller, utterance)
        assert (v2v_ms(caller.playback, utterance) or 0) > 0


@pytest.mark.virtual_time
async def test_two_calls_at_once_are_both_answered(url: str) -> None:
    async with make_line(url=url, rate_hz=16000) as one, make_line(url=url, rate_hz=16000) as two:
        await asyncio.gather(wait.until_agent_finishes(one), wait.until_agent_finishes(two))
        await asyncio.gather(say(one, "1-balance.wav"), say(two, "3-fees.wav"))
        assert events(one, Understood)[0].intent == "check_balance"
        assert events(two, Understood)[0].intent == "fees_info"


@pytest.mark.virtual_time
async def test_noise_is_not_answered(url: str) -> None:
    noise = np.random.default_rng(3).normal(0, 5000, 16000 * 4).astype(np.int16)
    async with make_line(url=url, rate_hz=16000) as caller:
        await wait.until_agent_finishes(caller)
        await caller.speak(noise)
        await caller.clock.sleep(1500)
        assert [event.text for event in events(caller, Transcribed) if event.text] == []
        assert len(events(caller, Replied)) == 1, "only the greeting"
