import base64
import json

import numpy as np
import pytest
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.serializers.plivo import PlivoFrameSerializer
from pipecat.serializers.telnyx import TelnyxFrameSerializer
from pipecat.serializers.twilio import TwilioFrameSerializer

from voice_agent.audio import g711
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Ready
from voice_agent.transport.base import Audio, Hangup, Key
from voice_agent.transport.serializer import SerializerCodec

SERIALIZERS = {
    "twilio": lambda: TwilioFrameSerializer(
        "MZ1", params=TwilioFrameSerializer.InputParams(auto_hang_up=False)
    ),
    "telnyx": lambda: TelnyxFrameSerializer(
        "s1", "PCMU", "PCMU", params=TelnyxFrameSerializer.InputParams(auto_hang_up=False)
    ),
    "plivo": lambda: PlivoFrameSerializer(
        "s1", params=PlivoFrameSerializer.InputParams(auto_hang_up=False)
    ),
}
TONE = (8000 * np.sin(np.arange(160) * 0.3)).astype(np.int16)


async def make(serializer: FrameSerializer | None = None) -> SerializerCodec:
    codec = SerializerCodec(serializer or SERIALIZERS["twilio"](), 8000, name="Test")
    return await codec.ready()


def media(payload: bytes) -> str:
    return json.dumps({"event": "media", "media": {"payload": base64.b64encode(payload).decode()}})


@pytest.mark.parametrize("name", SERIALIZERS)
async def test_audio_passes_both_ways_through_pipecats_serializers(name: str) -> None:
    codec = await make(SERIALIZERS[name]())
    received = [await codec.decode(media(g711.encode(TONE))) for _ in range(10)]
    sizes = [len(message.pcm) for message in received if isinstance(message, Audio)]
    assert sum(sizes) == pytest.approx(2 * 3200, abs=200)
    assert sizes[0] > 0, "audio must not be held back"
    sent = json.loads(await codec.encode_audio(TONE.tobytes()) or "")
    heard = g711.decode(base64.b64decode(sent["media"]["payload"]))
    assert np.abs(heard.astype(int) - TONE).max() < 300


async def test_controls() -> None:
    codec = await make()
    assert await codec.decode('{"event": "dtmf", "dtmf": {"digit": "5"}}') == Key("5")
    assert await codec.decode('{"event": "mark", "mark": {"name": "x"}}') is None
    assert await codec.decode('{"event": "media", "media": {"payload": ""}}') is None
    assert await codec.decode('{"event": "dtmf", "dtmf": {"digit": "?"}}') is None
    assert await codec.decode('{"event": "stop"}') == Hangup()


async def test_an_interruption_clears_and_events_are_not_sent() -> None:
    codec = await make()
    assert json.loads(await codec.encode_clear() or "") == {"event": "clear", "streamSid": "MZ1"}
    assert await codec.encode_event(Ready()) is None


@pytest.mark.parametrize(
    "message",
    [
        "{",
        "[]",
        "7",
        "null",
        '{"event": "media", "media": 5}',
        '{"event": "sing"}',
        '{"event": ["media"]}',
        '{"event": {}}',
        b"\xff\xfe",
        b"no json \xe2\x98\x83",
        '{"event": "media", "media": {"payload": "no base64 ☃"}}',
        '{"event": "media", "media": {"payload": 7}}',
        '{"no": "event"}',
        "[" * 50000,
    ],
)
async def test_garbage_is_an_error_without_its_content(message: str | bytes) -> None:
    with pytest.raises(ProtocolError, match="Test") as caught:
        await (await make()).decode(message)
    assert "☃" not in str(caught.value)
