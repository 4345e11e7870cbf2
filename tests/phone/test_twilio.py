from __future__ import annotations

import numpy as np
import pytest
from line_fakes import FakeTwilioAgent, clock, serving, tone
from websockets.asyncio.server import ServerConnection, serve

from voice_agent.phone.twilio import TwilioCaller
from voice_agent.phone.values import CallError


async def test_speaks_media_streams() -> None:
    agent = FakeTwilioAgent()
    async with serving(agent) as base:
        async with TwilioCaller(f"{base}/twilio", clock=clock(), call_sid="CA1") as caller:
            await caller.wait_until_agent_finishes(quiet_ms=300)
            await caller.send_dtmf("5")
            said = await caller.speak(tone(300, 8000))
            await caller.wait_until_agent_finishes(said, quiet_ms=300)
            assert (caller.v2v_ms(said) or 0) > 0
    kinds = [event["event"] for event in agent.events]
    assert kinds[:2] == ["connected", "start"]
    assert kinds[-1] == "stop"
    start = agent.events[1]
    assert start["start"]["callSid"] == "CA1"
    assert start["start"]["mediaFormat"] == {
        "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1,
    }  # fmt: skip
    media = [event for event in agent.events if event["event"] == "media"]
    assert [event["media"]["chunk"] for event in media[:3]] == ["1", "2", "3"]
    assert [event["media"]["timestamp"] for event in media[:3]] == ["0", "20", "40"]
    assert next(e for e in agent.events if e["event"] == "dtmf")["dtmf"]["digit"] == "5"
    sequence = [int(event["sequenceNumber"]) for event in agent.events[1:]]
    assert sequence == list(range(1, len(sequence) + 1))
    assert {frame.size for frame in agent.heard} == {160}


async def test_marks_return_once_played() -> None:
    agent = FakeTwilioAgent()
    async with serving(agent) as base:
        async with TwilioCaller(f"{base}/twilio", clock=clock()) as caller:
            await caller.wait_until_agent_finishes(quiet_ms=300)
            assert agent.marks() == ["greeting"]
            said = await caller.speak(tone(300, 8000))
            await caller.wait_until_agent_starts(said.speech_end_ms)
            assert agent.marks() == ["greeting"]


async def test_clear_drops_the_audio_and_returns_its_mark() -> None:
    agent = FakeTwilioAgent()
    async with serving(agent) as base:
        async with TwilioCaller(f"{base}/twilio", clock=clock()) as caller:
            await caller.wait_until_agent_finishes(quiet_ms=300)
            first = await caller.speak(tone(300, 8000))
            started = await caller.wait_until_agent_starts(first.speech_end_ms)
            await caller.clock.sleep(200)
            await caller.speak(tone(100, 8000))
            await caller.wait_for(lambda: "answer-1" in agent.marks(), 5000, "the mark")
            assert caller.playback.queue_end_ms < started + 2000


@pytest.mark.parametrize(
    "message", ["x", '{"type": "ready"}', '{"event": "media", "media": {"payload": "*"}}', b"ab"]
)
async def test_what_is_no_media_stream_ends_the_call(message: str | bytes) -> None:
    async def babble(ws: ServerConnection) -> None:
        await ws.send(message)
        await ws.wait_closed()

    async with serve(babble, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with TwilioCaller(f"ws://127.0.0.1:{port}", clock=clock()) as caller:
            with pytest.raises(CallError, match="not a Media Streams message"):
                await caller.wait_until_agent_finishes()


def test_the_line_is_eight_kilohertz() -> None:
    caller = TwilioCaller("ws://127.0.0.1:1")
    assert caller.rate_hz == 8000
    assert caller.sent.dtype == np.int16
