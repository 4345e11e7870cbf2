from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from carrier_calls import info, received, sent

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.plivo import PlivoPhone
from voice_agent.transport.base import Hangup, Incoming, Key, Played
from voice_agent.transport.plivo import CARRIER, answer, extra_headers


def start(headers: object = "{}", **fields: Any) -> str:
    body = {"callId": "c1", "streamId": "s1", **fields}
    return json.dumps({"event": "start", "start": body, "extra_headers": headers})


@pytest.mark.parametrize(
    "headers",
    [
        '{"X-PH-From": "15550100", "X-PH-plan": "gold"}',
        {"From": "15550100", "plan": "gold"},
        "From=15550100,plan=gold",
    ],
)
async def test_call_id_numbers_and_parameters_are_kept(headers: object) -> None:
    found = await info(CARRIER, start(headers))
    assert (found.carrier, found.rate_hz, found.call_id) == ("plivo", 8000, "c1")
    assert (found.from_number, found.to_number) == ("15550100", "")
    assert found.parameters == {"plan": "gold"}


@pytest.mark.parametrize("headers", [None, "", "x", 7, [], "{"])
def test_headers_that_are_none(headers: object) -> None:
    assert extra_headers(headers) == {}


async def test_keys_played_audio_and_hang_up() -> None:
    phone = PlivoPhone()
    cleared = '{"event": "clearedAudio", "streamId": "s1"}'
    found = await received(
        CARRIER, phone.opening(), phone.key("5"), phone.reached("160"), cleared, phone.hangup()
    )
    assert found == [Key("5"), Played(160), Hangup()]


@pytest.mark.parametrize(("rate_hz", "content"), [(8000, "audio/x-mulaw"), (16000, "audio/x-l16")])
async def test_it_is_answered_in_its_own_words(rate_hz: int, content: str) -> None:
    phone = PlivoPhone(rate_hz)
    media, mark, clear = await sent(CARRIER, phone)
    assert media["event"] == "playAudio"
    assert (media["media"]["contentType"], media["media"]["sampleRate"]) == (content, rate_hz)
    assert mark == {"event": "checkpoint", "name": "160", "streamId": phone.stream_id}
    assert clear == {"event": "clearAudio", "streamId": phone.stream_id}


@pytest.mark.parametrize("message", [start(callId=""), start(streamId=None)])
async def test_a_start_without_ids_is_refused(message: str) -> None:
    with pytest.raises(ProtocolError, match="streamId and a callId"):
        await info(CARRIER, message)


def test_the_webhook_is_answered_with_a_stream_that_passes_letters_and_digits_on() -> None:
    incoming = Incoming({"From": "+15550100", "To": "1,2"}, {"plan": "g=o<ld"}, "wss://h/p?a&b")
    stream = ElementTree.fromstring(answer(incoming).body)[0]
    assert stream.text == "wss://h/p?a&b"
    assert stream.attrib["bidirectional"] == stream.attrib["keepCallAlive"] == "true"
    assert stream.attrib["extraHeaders"] == "plan=gold,From=15550100,To=12"
