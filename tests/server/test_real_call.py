"""Whole calls with the real models over real sockets: one in real time, the others as fast as the
models are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from voice_agent.calls.record import RecordStore
from voice_agent.config.load import load_pipeline
from voice_agent.core.resources import pipelines_folder
from voice_agent.phone.client import Caller
from voice_agent.phone.line import LineCaller
from voice_agent.phone.recording import read_audio
from voice_agent.phone.twilio import TwilioCaller
from voice_agent.pipeline.assembly import Engines, load_engines
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


def events(caller: LineCaller, type_: str) -> list[dict[str, object]]:
    return [event.data for event in caller.log if event.type == type_]


async def say(caller: LineCaller, name: str) -> None:
    utterance = await caller.speak(read_audio(DEMO / name, caller.rate_hz))
    await caller.wait_until_agent_finishes(utterance)


async def test_a_question_is_answered_and_timed(url: str) -> None:
    async with Caller(f"{url}/ws", 16000) as caller:
        await caller.wait_until_agent_finishes()
        await say(caller, "1-balance.wav")
        assert events(caller, "reading")[0]["intent"] == "check_balance"
        assert str(events(caller, "reply")[-1]["text"]).startswith("Your checking balance is")
        assert float(str(events(caller, "turn")[0]["v2v_ms"])) > 0


@pytest.mark.virtual_time
async def test_barge_in_stops_the_agent_and_is_answered(url: str) -> None:
    async with Caller(f"{url}/ws", 8000) as caller:
        await caller.wait_until_agent_finishes()
        first = await caller.speak(read_audio(DEMO / "3-fees.wav", 8000))
        await caller.wait_until_agent_starts(first.speech_end_ms)
        await caller.clock.sleep(1000)
        await say(caller, "5b-saturday.wav")
        spoken = str(events(caller, "interrupted")[0]["spoken"])
        reply = str(events(caller, "reply")[1]["text"])
        assert spoken
        assert reply.startswith(spoken)
        assert len(spoken) < len(reply)
        assert events(caller, "reading")[-1]["intent"] == "opening_hours"


@pytest.mark.virtual_time
async def test_twilio_hears_and_is_heard(url: str) -> None:
    async with TwilioCaller(f"{url}/twilio") as caller:
        await caller.wait_until_agent_finishes()
        utterance = await caller.speak(read_audio(DEMO / "1-balance.wav", 8000))
        await caller.wait_until_agent_finishes(utterance)
        assert (caller.v2v_ms(utterance) or 0) > 0


@pytest.mark.virtual_time
async def test_two_calls_at_once_are_both_answered(url: str) -> None:
    async with Caller(f"{url}/ws", 16000) as one, Caller(f"{url}/ws", 16000) as two:
        await asyncio.gather(one.wait_until_agent_finishes(), two.wait_until_agent_finishes())
        await asyncio.gather(say(one, "1-balance.wav"), say(two, "3-fees.wav"))
        assert events(one, "reading")[0]["intent"] == "check_balance"
        assert events(two, "reading")[0]["intent"] == "fees_info"


@pytest.mark.virtual_time
async def test_noise_is_not_answered(url: str) -> None:
    noise = np.random.default_rng(3).normal(0, 5000, 16000 * 4).astype(np.int16)
    async with Caller(f"{url}/ws", 16000) as caller:
        await caller.wait_until_agent_finishes()
        await caller.speak(noise)
        await caller.clock.sleep(1500)
        assert [e["text"] for e in events(caller, "transcript") if e["text"]] == []
        assert len(events(caller, "reply")) == 1, "only the greeting"
