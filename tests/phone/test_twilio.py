from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from line_fakes import FakeTwilioAgent, serving, tone

from voice_agent.audio import g711
from voice_agent.core.errors import ProtocolError
from voice_agent.phone import wait
from voice_agent.phone.codec import Clear, Mark, Sound
from voice_agent.phone.line import Line
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.twilio import TwilioPhone, make
from voice_agent.phone.values import CallError

pytestmark = pytest.mark.virtual_time


def sent(message: str | bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(message)
    return found


def test_a_call_opens_with_connected_and_start() -> None:
    codec = TwilioPhone(call_sid="CA1", parameters={"plan": "gold"})
    connected, start = map(sent, codec.opening())
    assert connected["event"] == "connected"
    assert (start["event"], start["streamSid"]) == ("start", codec.stream_id)
    assert start["start"]["callSid"] == "CA1"
    assert start["start"]["customParameters"] == {"plan": "gold"}
    assert start["start"]["mediaFormat"] == {
        "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1,
    }  # fmt: skip


def test_messages_are_numbered_and_media_is_timed() -> None:
    codec = TwilioPhone()
    codec.opening()
    media = [sent(codec.audio(tone(20, 8000))) for _ in range(3)]
    assert [m["media"]["chunk"] for m in media] == ["1", "2", "3"]
    assert [m["media"]["timestamp"] for m in media] == ["0", "20", "40"]
    others = [sent(codec.key("5")), sent(codec.reached("hello")), sent(codec.hangup())]
    assert [m["event"] for m in others] == ["dtmf", "mark", "stop"]
    assert others[0]["dtmf"]["digit"] == "5"
    assert others[1]["mark"]["name"] == "hello"
    assert [m["sequenceNumber"] for m in media + others] == ["2", "3", "4", "5", "6", "7"]
    heard = g711.decode(base64.b64decode(media[0]["media"]["payload"]))
    assert np.abs(heard.astype(int) - tone(20, 8000)).max() < 300


def test_media_marks_and_clear_are_read() -> None:
    codec = TwilioPhone()
    payload = base64.b64encode(g711.encode(tone(20, 8000))).decode()
    (sound,) = codec.read(json.dumps({"event": "media", "media": {"payload": payload}}))
    assert isinstance(sound, Sound)
    assert sound.samples.size == 160
    assert codec.read('{"event": "mark", "mark": {"name": "a"}}') == (Mark("a"),)
    assert codec.read('{"event": "clear"}') == (Clear(),)


@pytest.mark.parametrize(
    "message",
    [
        "x", "[]", '{"type": "ready"}', '{"event": "sing"}', b"ab", b"\xff",
        '{"event": "media", "media": {"payload": "*"}}', '{"event": "mark"}',
    ],
)  # fmt: skip
def test_anything_else_is_no_media_stream(message: str | bytes) -> None:
    with pytest.raises(ProtocolError, match="not a Media Streams message"):
        TwilioPhone().read(message)


def test_the_line_is_eight_kilohertz() -> None:
    assert make(None).rate_hz == 8000
    assert make(8000).rate_hz == 8000
    with pytest.raises(CallError, match="rate 16000 Hz is not spoken; Twilio's lines have 8000"):
        make(16000)


async def test_a_whole_call() -> None:
    agent = FakeTwilioAgent()
    async with serving(agent) as base:
        async with Line(f"{base}/twilio", TwilioPhone()) as line:
            await wait.until_agent_finishes(line, quiet_ms=300)
            assert agent.marks() == ["greeting"], "marks come back once they are reached"
            await line.press("5")
            first = await line.speak(tone(300, 8000))
            started = await wait.until_agent_starts(line, first.speech_end_ms)
            assert (v2v_ms(line.playback, first) or 0) > 0
            assert agent.marks() == ["greeting"]
            await line.clock.sleep(200)
            await line.speak(tone(100, 8000))
            await wait.until(line, lambda: "answer-1" in agent.marks(), 5000, "the mark")
            assert line.playback.queue_end_ms < started + 2000, "clear drops the audio"
    kinds = [event["event"] for event in agent.events]
    assert kinds[:2] == ["connected", "start"]
    assert kinds[-1] == "stop"
    assert "dtmf" in kinds
    assert {frame.size for frame in agent.heard} == {160}
