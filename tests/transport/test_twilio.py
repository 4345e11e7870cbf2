import base64
import json
from typing import Any

import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Audio
from voice_agent.transport.twilio import connect

CONNECTED = json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})


def start(**fields: Any) -> str:
    body = {"streamSid": "MZ1", "callSid": "CA1", "customParameters": {}, **fields}
    return json.dumps({"event": "start", "streamSid": "MZ1", "start": body})


async def test_call_sid_numbers_and_parameters_are_kept() -> None:
    wire = MemoryWire()
    custom = {"from_number": "+15550100", "to_number": "+15550199", "plan": "gold", "age": 7}
    wire.put(CONNECTED, start(customParameters=custom))
    info = (await connect(wire)).info
    assert (info.carrier, info.rate_hz, info.call_id) == ("twilio", 8000, "CA1")
    assert (info.from_number, info.to_number) == ("+15550100", "+15550199")
    assert info.parameters["plan"] == "gold"
    assert info.parameters["age"] == "7"


@pytest.mark.parametrize("parameters", [None, {}])
async def test_a_call_without_parameters_has_none(parameters: Any) -> None:
    wire = MemoryWire()
    wire.put(CONNECTED, start(customParameters=parameters))
    info = (await connect(wire)).info
    assert (info.from_number, info.to_number, info.parameters) == ("", "", {})


@pytest.mark.parametrize(
    "message",
    [start(streamSid=None), start(callSid=""), start(customParameters=["x"]), CONNECTED],
)
async def test_a_start_without_ids_is_refused(message: str) -> None:
    wire = MemoryWire()
    wire.put(CONNECTED, message)
    with pytest.raises(ProtocolError, match="start"):
        await connect(wire)


async def test_a_stream_is_heard_and_answered_in_its_own_name() -> None:
    wire = MemoryWire()
    payload = base64.b64encode(b"\x55" * 160).decode()
    wire.put(CONNECTED, start(), json.dumps({"event": "media", "media": {"payload": payload}}))
    connection = await connect(wire)
    assert isinstance(await connection.receive(), Audio)
    await connection.send_audio(bytes(320))
    await connection.clear()
    sent = [json.loads(message) for message in wire.sent]
    assert [(m["event"], m["streamSid"]) for m in sent] == [("media", "MZ1"), ("clear", "MZ1")]
