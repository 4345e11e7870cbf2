import json

import numpy as np
import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Replied
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Audio, Hangup, Key, Text
from voice_agent.transport.raw import RATES_HZ, RawCodec, connect


async def test_audio_at_16_khz_is_taken_as_it_is() -> None:
    pcm = np.arange(320, dtype="<i2").tobytes()
    assert await RawCodec(16000).decode(pcm) == Audio(pcm)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
async def test_audio_becomes_16_khz_at_once(rate_hz: int) -> None:
    codec = RawCodec(rate_hz)
    received = [await codec.decode(bytes(rate_hz // 50 * 2)) for _ in range(10)]
    audio = [message for message in received if isinstance(message, Audio)]
    assert len(audio) == 10, "audio must not be held back"
    assert sum(len(message.pcm) for message in audio) == pytest.approx(2 * 3200, abs=200)


async def test_an_empty_message_is_no_audio() -> None:
    assert await RawCodec(8000).decode(b"") is None
    assert await RawCodec(16000).decode(b"") is None


async def test_controls() -> None:
    codec = RawCodec(16000)
    assert await codec.decode('{"type": "dtmf", "digit": "#"}') == Key("#")
    assert await codec.decode('{"type": "hangup"}') == Hangup()
    assert await codec.decode('{"type": "text", "text": "my balance"}') == Text("my balance")


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (b"\x01", "even"),
        ("{", "JSON"),
        ("9" * 5000, "JSON"),
        ("[" * 5000, "JSON"),
        ('{"type": "text", "text": "my \\ud83d"}', "whole characters"),
        ("[1]", "unknown message"),
        ("7", "unknown message"),
        ('{"type": "sing"}', "known types: dtmf, hangup, text"),
        ('{"type": ["dtmf"]}', "known types: dtmf, hangup, text"),
        ('{"type": "dtmf"}', "0-9"),
        ('{"type": "dtmf", "digit": 5}', "0-9"),
        ('{"type": "dtmf", "digit": "99"}', "0-9"),
        ('{"type": "text"}', "1 to 2000 characters"),
        ('{"type": "text", "text": 7}', "1 to 2000 characters"),
        (r'{"type": "text", "text": "half a pair \ud83d"}', "whole characters"),
        ("[" * 60000, "JSON"),
    ],
)
async def test_bad_messages_are_named_and_survived(message: bytes | str, says: str) -> None:
    codec = RawCodec(16000)
    with pytest.raises(ProtocolError, match=says):
        await codec.decode(message)
    assert await codec.decode(bytes(640)) is not None


async def test_audio_goes_out_as_it_is_and_events_as_json() -> None:
    codec = RawCodec(16000)
    assert await codec.encode_audio(b"\x01\x02") == b"\x01\x02"
    event = Replied(call_id="c1", turn=1, t_ms=2.5, text="Hello.", source="agent")
    assert json.loads(await codec.encode_event(event)) == {
        "type": "reply", "call_id": "c1", "turn": 1, "t_ms": 2.5,
        "text": "Hello.", "source": "agent",
    }  # fmt: skip


@pytest.mark.parametrize(("query", "rate_hz"), [({}, 16000), ({"rate": "8000"}, 8000)])
async def test_the_rate_is_that_of_the_url(query: dict[str, str], rate_hz: int) -> None:
    connection = await connect(MemoryWire(query))
    assert (connection.info.carrier, connection.info.rate_hz) == ("raw", rate_hz)


@pytest.mark.parametrize("rate", ["44100", "x", "", "-1", "08000"])
async def test_a_rate_that_is_not_listed_is_refused(rate: str) -> None:
    with pytest.raises(ProtocolError, match="8000, 16000, 24000, 48000"):
        await connect(MemoryWire({"rate": rate}))


async def test_an_interruption_is_told_by_its_event_alone() -> None:
    wire = MemoryWire()
    connection = await connect(wire)
    await connection.clear()
    assert wire.sent == []
