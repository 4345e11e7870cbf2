import base64
import json

import pytest
from pipecat.frames.frames import InputAudioRawFrame, InputDTMFFrame

from voice_agent.transport.twilio import TwilioSerializer


class Line:
    """A Twilio serializer with everything it reports."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.violations: list[str] = []
        self.hung_up = 0
        self.serializer = TwilioSerializer(
            "MZ1",
            "CA1",
            on_problem=lambda e: self.problems.append(str(e)),
            on_hangup=self._hang_up,
            on_violation=lambda e: self.violations.append(str(e)),
        )
        self.serializer._sample_rate = 16000

    def _hang_up(self) -> None:
        self.hung_up += 1


def media(payload: bytes) -> str:
    return json.dumps({"event": "media", "media": {"payload": base64.b64encode(payload).decode()}})


async def test_media_becomes_16_khz_audio_at_once() -> None:
    line = Line()
    frames = [await line.serializer.deserialize(media(b"\x55" * 160)) for _ in range(10)]
    sizes = [len(f.audio) for f in frames if isinstance(f, InputAudioRawFrame)]
    assert sum(sizes) == pytest.approx(2 * 3200, abs=200)
    assert sizes[0] > 0, "audio must not be held back"


async def test_controls() -> None:
    line = Line()
    digit = await line.serializer.deserialize('{"event": "dtmf", "dtmf": {"digit": "5"}}')
    assert isinstance(digit, InputDTMFFrame)
    assert await line.serializer.deserialize('{"event": "mark", "mark": {"name": "x"}}') is None
    assert await line.serializer.deserialize('{"event": "stop"}') is None
    assert line.hung_up == 1
    assert line.problems == []


@pytest.mark.parametrize(
    "message",
    [
        "{",
        "[]",
        "7",
        "null",
        '{"event": "media", "media": 5}',
        '{"event": "sing"}',
        b"\xff\xfe",
        '{"event": "media", "media": {"payload": "no base64 ☃"}}',
        '{"no": "event"}',
        "[" * 50000,
    ],
)
async def test_garbage_is_reported_without_its_content(message: str | bytes) -> None:
    line = Line()
    assert await line.serializer.deserialize(message) is None
    assert len(line.problems) == 1
    assert "☃" not in line.problems[0]


async def test_an_oversized_message_breaks_the_protocol() -> None:
    line = Line()
    assert await line.serializer.deserialize(media(b"\x55" * 60000)) is None
    assert line.violations == ["a message may have 64 KiB at most"]
