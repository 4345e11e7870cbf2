from __future__ import annotations

import json

import numpy as np
import pytest
from carrier_calls import connected, info, received, sent, sound

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.asterisk import AsteriskPhone
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.asterisk import CARRIER, FORMATS
from voice_agent.transport.base import Audio, Hangup, Key, Played, Problem

PLAIN = "MEDIA_START connection_id:c1 channel:WebSocket/agent channel_id:p1 format:alaw ptime:20"


async def test_call_id_numbers_and_parameters_are_kept() -> None:
    query = {"from": "15550100", "to": "15550199", "plan": "gold", "token": "secret"}
    wire = MemoryWire(query)
    phone = AsteriskPhone("slin16")
    wire.put(*phone.opening())
    found = (await CARRIER.connect(wire)).info
    assert (found.carrier, found.rate_hz, found.call_id) == ("asterisk", 16000, phone.call_id)
    assert (found.from_number, found.to_number) == ("15550100", "15550199")
    assert found.parameters == {"plan": "gold"}


async def test_the_opening_may_be_plain_text() -> None:
    found = await info(CARRIER, PLAIN)
    assert (found.call_id, found.rate_hz) == ("p1", 8000)


@pytest.mark.parametrize("name", FORMATS)
async def test_audio_is_binary_in_the_codec_of_the_channel(name: str) -> None:
    phone = AsteriskPhone(name)
    second = np.zeros(phone.rate_hz, np.int16)
    found = await received(CARRIER, phone.opening(), phone.audio(second))
    assert len(sound(found)) == pytest.approx(32000, abs=200)


@pytest.mark.parametrize("in_json", [True, False])
async def test_keys_played_audio_and_hang_up(in_json: bool) -> None:
    phone = AsteriskPhone(in_json=in_json)
    others = [phone.event("MEDIA_XON"), phone.event("QUEUE_DRAINED"), phone.reached("hello")]
    found = await received(
        CARRIER, phone.opening(), phone.key("5"), *others, phone.reached("160"), phone.hangup()
    )
    assert found == [Key("5"), Played(160), Hangup()]


@pytest.mark.parametrize(
    "message",
    ["", "{", "[]", "7", "SING", '{"event": "SING"}', '{"event": {}}', '{"event": "DTMF_END"}',
     '{"event": "DTMF_END", "digit": "A"}', "DTMF_END digit:", '{"event": "ERROR"}'],
)  # fmt: skip
async def test_garbage_is_told_and_the_caller_is_heard_all_the_same(message: str) -> None:
    found = await received(CARRIER, AsteriskPhone().opening(), message, bytes(320))
    assert [type(one) for one in found] == [Problem, Audio]


async def test_it_is_answered_in_its_own_words() -> None:
    assert await sent(CARRIER, AsteriskPhone("slin")) == [
        bytes(320), {"command": "MARK_MEDIA", "correlation_id": "160"}, {"command": "FLUSH_MEDIA"},
    ]  # fmt: skip


async def test_plain_text_knows_no_marks() -> None:
    wire, connection = await connected(CARRIER, PLAIN)
    await connection.mark(160)
    assert await connection.clear()
    assert wire.sent == ["FLUSH_MEDIA"]


async def test_only_whole_frames_are_sent_and_the_rest_once_the_reply_is_over() -> None:
    wire, connection = await connected(CARRIER, *AsteriskPhone("slin").opening())
    first = np.arange(1, 251, dtype="<i2").tobytes()
    await connection.send_audio(first)
    assert wire.sent == [first[:320]]
    await connection.said()
    assert wire.sent[1:] == [first[320:] + bytes(140)]
    await connection.said()
    assert len(wire.sent) == 2


@pytest.mark.parametrize("name", ["ulaw", "slin", "slin16", "slin44"])
@pytest.mark.parametrize("frame_ms", [10, 30, 40, 60])
async def test_frames_are_as_long_as_asterisk_tells(name: str, frame_ms: int) -> None:
    phone = AsteriskPhone(name, frame_ms=frame_ms)
    wire, connection = await connected(CARRIER, *phone.opening())
    assert connection.info.chunk_ms == max(40, frame_ms)
    second = np.arange(phone.rate_hz, dtype="<i2")
    for part in np.array_split(second, 7):
        await connection.send_audio(part.tobytes())
    await connection.said()
    heard = [one.samples for message in wire.sent for one in phone.read(message)]  # type: ignore[union-attr]
    filled = phone.rate_hz * frame_ms // 1000
    assert sum(map(len, heard)) == -(-phone.rate_hz // filled) * filled, "nothing was dropped"


@pytest.mark.parametrize("size", [None, 0, -160, 99999999, "x", [], 1.5, 7])
async def test_frames_that_cannot_be_are_of_20_ms(size: object) -> None:
    start = {"event": "MEDIA_START", "format": "slin", "optimal_frame_size": size}
    wire, connection = await connected(CARRIER, json.dumps(start))
    await connection.send_audio(bytes(700))
    assert [len(one) for one in wire.sent] == [640]


@pytest.mark.parametrize("size", [33, 159, 161, 480, 4000])
async def test_the_callers_frames_may_have_any_length(size: int) -> None:
    spoken = np.resize(np.arange(160, dtype="<i2"), 8000).tobytes()
    parts = [spoken[at : at + 2 * size] for at in range(0, len(spoken), 2 * size)]
    found = await received(CARRIER, AsteriskPhone("slin").opening(), *parts)
    assert len(sound(found)) == pytest.approx(32000, abs=200)


async def test_what_does_not_fill_a_frame_is_dropped_at_an_interruption() -> None:
    wire, connection = await connected(CARRIER, *AsteriskPhone("slin").opening())
    await connection.send_audio(bytes(100))
    await connection.clear()
    await connection.said()
    assert [json.loads(one)["command"] for one in wire.sent] == ["FLUSH_MEDIA"]


async def test_audio_may_overtake_the_opening() -> None:
    assert (await info(CARRIER, bytes(160), bytes(160), *AsteriskPhone().opening())).rate_hz == 8000


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("{", "not an event"), ("", "not an event"), ("[]", "expected"),
        ('{"event": "start"}', "expected"), ("DTMF_END digit:1", "expected"),
        ("MEDIA_START connection_id:c1", "codec"), ("MEDIA_START format:opus", r"c\(ulaw\)"),
        ('{"event": "MEDIA_START", "format": ["ulaw"]}', "codec"),
    ],
)  # fmt: skip
async def test_another_opening_is_refused(first: str, why: str) -> None:
    with pytest.raises(ProtocolError, match=why):
        await info(CARRIER, first)
    with pytest.raises(ProtocolError, match="MEDIA_START"):
        await info(CARRIER, *[bytes(160)] * 10)
