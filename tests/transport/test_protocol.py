import json

import pytest
from pipecat.frames.frames import InputAudioRawFrame, InputDTMFFrame, OutputAudioRawFrame, TextFrame

from voice_agent.transport.protocol import MAX_MESSAGE_BYTES, RawSerializer


class Line:
    """A serializer with everything it reports."""

    def __init__(self, rate_hz: int = 16000) -> None:
        self.now = 0.0
        self.problems: list[str] = []
        self.violations: list[str] = []
        self.hung_up = 0
        self.serializer = RawSerializer(
            rate_hz,
            clock=lambda: self.now,
            on_problem=lambda e: self.problems.append(str(e)),
            on_hangup=self._hang_up,
            on_violation=lambda e: self.violations.append(str(e)),
        )

    def _hang_up(self) -> None:
        self.hung_up += 1


async def test_audio_becomes_16_khz_frames() -> None:
    line = Line(8000)
    frames = [await line.serializer.deserialize(b"\x01\x00" * 160) for _ in range(10)]
    audio = [f for f in frames if f is not None]
    assert all(isinstance(f, InputAudioRawFrame) and f.sample_rate == 16000 for f in audio)
    assert sum(len(f.audio) for f in audio) == pytest.approx(2 * 3200, abs=200)


async def test_agent_audio_goes_out_as_bytes_and_nothing_else_does() -> None:
    line = Line()
    frame = OutputAudioRawFrame(b"\x01\x02", sample_rate=16000, num_channels=1)
    assert await line.serializer.serialize(frame) == b"\x01\x02"
    assert await line.serializer.serialize(TextFrame("hello")) is None


async def test_controls() -> None:
    line = Line()
    frame = await line.serializer.deserialize('{"type": "dtmf", "digit": "#"}')
    assert isinstance(frame, InputDTMFFrame)
    assert await line.serializer.deserialize('{"type": "hangup"}') is None
    assert line.hung_up == 1
    assert line.problems == []


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (b"\x01", "even"),
        ("{", "JSON"),
        ("[1]", "unknown message"),
        ("7", "unknown message"),
        ('{"type": "sing"}', "known types: dtmf, hangup"),
        ('{"type": "dtmf"}', "0-9"),
        ('{"type": "dtmf", "digit": "99"}', "0-9"),
        ("[" * 60000, "JSON"),
    ],
)
async def test_bad_messages_are_reported_and_survived(message: bytes | str, says: str) -> None:
    line = Line()
    assert await line.serializer.deserialize(message) is None
    assert len(line.problems) == 1
    assert says in line.problems[0]
    assert await line.serializer.deserialize(bytes(640)) is not None


async def test_a_message_that_is_too_long_breaks_the_protocol() -> None:
    line = Line()
    assert await line.serializer.deserialize(bytes(MAX_MESSAGE_BYTES)) is not None
    assert await line.serializer.deserialize(bytes(MAX_MESSAGE_BYTES + 2)) is None
    assert line.violations == ["a message may have 64 KiB at most"]
    assert await line.serializer.deserialize(json.dumps({"type": "x" * 70000})) is None
    assert len(line.violations) == 2


async def test_audio_far_ahead_of_real_time_is_dropped_until_time_catches_up() -> None:
    line = Line()
    second = bytes(32000)
    taken = [await line.serializer.deserialize(second) for _ in range(15)]
    assert taken.count(None) == 4
    assert "ahead of real time" in line.problems[0]
    line.now = 5.0
    assert await line.serializer.deserialize(second) is not None


async def test_a_pause_earns_no_credit() -> None:
    line = Line()
    await line.serializer.deserialize(bytes(32000))
    line.now = 600.0
    taken = [await line.serializer.deserialize(bytes(32000)) for _ in range(20)]
    assert taken.count(None) > 5


async def test_empty_messages_are_nothing() -> None:
    line = Line()
    assert await line.serializer.deserialize(b"") is None
    assert line.problems == []
