from __future__ import annotations

import json
from typing import Any

import pytest
from carrier_calls import info, received, sent

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.exotel import ExotelPhone
from voice_agent.transport.base import Hangup, Incoming, Key, Played
from voice_agent.transport.exotel import CARRIER, answer


def start(**fields: Any) -> str:
    body = {"stream_sid": "s1", "call_sid": "c1", "from": "+91", "to": "+92", **fields}
    return json.dumps({"event": "start", "stream_sid": "s1", "start": body})


@pytest.mark.parametrize("given", [{"plan": "gold"}, '{"plan": "gold"}'])
async def test_call_id_numbers_and_parameters_are_kept(given: object) -> None:
    found = await info(CARRIER, '{"event": "connected"}', start(custom_parameters=given))
    assert (found.carrier, found.rate_hz, found.call_id) == ("exotel", 8000, "c1")
    assert (found.from_number, found.to_number) == ("+91", "+92")
    assert found.parameters == {"plan": "gold"}


async def test_the_rate_is_that_of_the_stream() -> None:
    line = {"encoding": "audio/x-raw", "sample_rate": "16000", "bit_rate": "16"}
    assert (await info(CARRIER, start(media_format=line))).rate_hz == 16000
    with pytest.raises(ProtocolError, match="rate"):
        await info(CARRIER, start(media_format={"sample_rate": "7"}))


async def test_keys_marks_and_hang_up() -> None:
    phone = ExotelPhone()
    found = await received(
        CARRIER, phone.opening(), phone.key("5"), phone.reached("160"), phone.hangup()
    )
    assert found == [Key("5"), Played(160), Hangup()]


async def test_it_is_answered_in_its_own_words() -> None:
    phone = ExotelPhone()
    media, mark, clear = await sent(CARRIER, phone)
    ours = {"stream_sid": phone.stream_id}
    assert media == {"event": "media", **ours, "media": {"payload": media["media"]["payload"]}}
    assert mark == {"event": "mark", **ours, "mark": {"name": "160"}}
    assert clear == {"event": "clear", **ours}


@pytest.mark.parametrize("fields", [{"call_sid": ""}, {"call_sid": None}, {"call_sid": {}}])
async def test_a_start_without_ids_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError, match="call_sid"):
        await info(CARRIER, start(**fields))


def test_the_webhook_is_answered_with_the_url() -> None:
    plain = answer(Incoming({"CallSid": "c1", "CallFrom": "+91"}, {}, "wss://host/exotel"))
    assert (plain.media_type, json.loads(plain.body)) == (
        "application/json", {"url": "wss://host/exotel"},
    )  # fmt: skip
    added = answer(Incoming({}, {"plan": "a b"}, "wss://host/exotel"))
    assert json.loads(added.body)["url"] == "wss://host/exotel?plan=a+b"
