"""Music while nobody speaks; a person's voice at the line's rate."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from stages import make_call

from voice_agent.calls.info import CallInfo
from voice_agent.pipeline.frames import BesideFrame
from voice_agent.pipeline.respond.holding import carry, hold

pytestmark = pytest.mark.virtual_time


async def test_music_stops_for_the_caller_and_goes_on_afterwards() -> None:
    call, sent = make_call(), []
    call.info = CallInfo(carrier="twilio", rate_hz=8000)

    async def push(frame: BesideFrame) -> None:
        sent.append(frame)

    task = asyncio.create_task(hold(call, "music", push))
    await asyncio.sleep(3.05)
    before = len(sent)
    assert 20 <= before <= 26, "it begins after a moment of silence"
    assert {(frame.sample_rate, len(frame.audio)) for frame in sent} == {(8000, 1600)}
    call.open_turn()
    await asyncio.sleep(2)
    assert len(sent) - before <= 1
    call.commit_turn()
    call.drop_turn("a cough")
    await asyncio.sleep(2)
    assert len(sent) - before >= 10
    task.cancel()
    await asyncio.wait({task})
    joined = np.frombuffer(b"".join(frame.audio for frame in sent), "<i2")
    assert np.abs(np.diff(joined.astype(int))).max() < 3000, "pieces follow each other"


async def test_silence_and_a_call_without_a_line_hear_nothing() -> None:
    async def push(frame: BesideFrame) -> None:
        pytest.fail("nothing was to be sent")

    call = make_call()
    await hold(call, "music", push)
    call.info = CallInfo(carrier="twilio", rate_hz=8000)
    await hold(call, "silence", push)


async def test_a_person_is_heard_at_the_rate_of_the_line() -> None:
    call, sent = make_call(), []
    call.info = CallInfo(carrier="twilio", rate_hz=8000)

    async def push(frame: BesideFrame) -> None:
        sent.append(frame)

    call.bridge.begin()
    task = asyncio.create_task(carry(call, push))
    for _ in range(50):
        call.bridge.from_person(bytes(640))
        await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait({task})
    assert {frame.sample_rate for frame in sent} == {8000}
    assert sum(len(frame.audio) for frame in sent) == pytest.approx(16000, abs=100)
