import base64
import json
from typing import Any
from xml.etree import ElementTree

import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Audio, Hangup, Incoming, Key, Message, Played, Problem
from voice_agent.transport.twilio import CARRIER, connect

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
    [
        start(streamSid=None),
        start(callSid=""),
        start(customParameters=["x"]),
        CONNECTED.replace("connected", "start"),
    ],
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


def media(number: int, **fields: Any) -> str:
    payload = base64.b64encode(bytes([0x80 if number % 2 else 0x00]) * 160).decode()
    body = {"track": "inbound", "timestamp": str(20 * number), "payload": payload, **fields}
    return json.dumps({"event": "media", "streamSid": "MZ1", "media": body})


async def received(*messages: str, **fields: Any) -> list[Message]:
    """Everything that a call is told of messages after ``start``."""
    wire = MemoryWire()
    wire.put(CONNECTED, start(**fields), *messages)
    connection = await connect(wire)
    wire.hang_up()
    found = []
    while (message := await connection.receive()) is not None:
        found.append(message)
    return found


def sound(messages: list[Message]) -> bytes:
    return b"".join(message.pcm for message in messages if isinstance(message, Audio))


async def test_packets_are_heard_in_the_order_of_their_timestamps() -> None:
    in_order = await received(*(media(n) for n in range(6)))
    assert sound(await received(*(media(n) for n in (0, 2, 1, 3, 4, 5)))) == sound(in_order)
    assert sound(await received(*(media(n) for n in (0, 1, 1, 2, 3, 4, 5)))) == sound(in_order)


async def test_a_lost_packet_is_as_much_silence() -> None:
    whole = sound(await received(*(media(n) for n in range(8))))
    assert len(sound(await received(*(media(n) for n in (0, 1, 3, 4, 5, 6, 7))))) == len(whole)


async def test_the_agents_own_track_is_not_heard_and_told_once() -> None:
    alone = await received(*(media(n) for n in range(6)))
    own = [media(n, track="outbound") for n in range(6)]
    both = [message for n in range(6) for message in (media(n), own[n])]
    found = await received(*both)
    assert sound(found) == sound(alone)
    (problem,) = [message for message in found if not isinstance(message, Audio)]
    assert isinstance(problem, Problem)
    assert "track" in str(problem.error)


async def test_keys_hang_up_and_what_was_played() -> None:
    mark = '{"event": "mark", "mark": {"name": "1600"}}'
    foreign = '{"event": "mark", "mark": {"name": "greeting"}}'
    key = '{"event": "dtmf", "dtmf": {"track": "inbound_track", "digit": "5"}}'
    found = await received(mark, foreign, key, '{"event": "stop"}')
    assert found == [Played(1600), Key("5"), Hangup()]


async def test_a_mark_is_named_by_its_place() -> None:
    wire = MemoryWire()
    wire.put(CONNECTED, start())
    await (await connect(wire)).mark(1600)
    assert [json.loads(message) for message in wire.sent] == [
        {"event": "mark", "streamSid": "MZ1", "mark": {"name": "1600"}}
    ]


@pytest.mark.parametrize(
    "message",
    [
        media(1, payload="*"), media(1, payload=7), media(1, track=7),
        '{"event": "media"}', '{"event": "media", "media": 5}', '{"event": "mark", "mark": 5}',
        '{"event": "dtmf", "dtmf": {"digit": "A"}}', '{"event": "dtmf"}', '{"event": "sing"}',
        "{", "[]", "null", "[" * 50_000, '{"event": ["media"]}', '{"event": "error"}',
    ],
)  # fmt: skip
async def test_garbage_is_told_and_the_caller_is_heard_all_the_same(message: str) -> None:
    found = await received(media(0), message, media(1), media(2))
    assert [type(one) for one in found if not isinstance(one, Audio)] == [Problem]
    assert sound(found) == sound(await received(media(0), media(1), media(2)))


@pytest.mark.parametrize("place", ["x", None, -1, 1.5, "9" * 50, {}, True, ""])
async def test_a_timestamp_that_is_none_harms_nothing(place: Any) -> None:
    assert sound(await received(*(media(n, timestamp=place) for n in range(3))))


async def test_another_encoding_is_heard_and_an_unknown_one_refused() -> None:
    found = await received(media(0), mediaFormat={"encoding": "audio/x-alaw", "sampleRate": 8000})
    assert sound(found)
    with pytest.raises(ProtocolError, match="encoding"):
        await received(mediaFormat={"encoding": "opus", "sampleRate": 8000})


def test_the_webhook_is_answered_with_a_stream_and_the_numbers() -> None:
    call = {"From": "+15550100", "To": '+1"<&>', "CallSid": "CA1"}
    answer = CARRIER.answer(Incoming(call, {"plan": "gold"}, "wss://host/twilio"))  # type: ignore[misc]
    assert answer.media_type == "application/xml"
    stream = ElementTree.fromstring(answer.body).find("Connect/Stream")
    assert stream is not None
    assert stream.attrib == {"url": "wss://host/twilio"}
    found = {each.attrib["name"]: each.attrib["value"] for each in stream}
    assert found == {"plan": "gold", "from_number": "+15550100", "to_number": '+1"<&>'}
