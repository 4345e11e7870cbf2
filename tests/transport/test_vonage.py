from __future__ import annotations

import json

import numpy as np
import pytest
from carrier_calls import info, received, sent, sound

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.vonage import VonagePhone
from voice_agent.transport.base import Audio, Hangup, Incoming, Key, Played, Problem
from voice_agent.transport.vonage import CARRIER, answer


async def test_call_id_numbers_and_parameters_are_kept() -> None:
    incoming = Incoming({"from": "15550100", "to": "15550199", "uuid": "u1"}, {"plan": "gold"}, "")
    (connect,) = json.loads(answer(incoming).body)
    (endpoint,) = connect["endpoint"]
    first = {"event": "websocket:connected", "content-type": endpoint["content-type"]}
    found = await info(CARRIER, json.dumps({**first, **endpoint["headers"]}))
    assert (found.carrier, found.rate_hz, found.call_id) == ("vonage", 16000, "u1")
    assert (found.from_number, found.to_number) == ("15550100", "15550199")
    assert found.parameters == {"plan": "gold"}


@pytest.mark.parametrize("rate_hz", [8000, 16000, 24000])
async def test_audio_is_binary_at_the_rate_of_the_line(rate_hz: int) -> None:
    phone = VonagePhone(rate_hz)
    second = np.zeros(rate_hz, np.int16)
    found = await received(CARRIER, phone.opening(), phone.audio(second))
    assert len(sound(found)) == pytest.approx(32000, abs=200)


async def test_keys_played_audio_and_hang_up() -> None:
    phone = VonagePhone()
    nested = '{"event": "websocket:dtmf", "dtmf": {"digit": "7"}}'
    others = ['{"event": "websocket:cleared"}', '{"event": "websocket:notify", "payload": {}}']
    found = await received(
        CARRIER, phone.opening(), phone.key("5"), nested, *others, phone.reached("160"),
        phone.hangup(),
    )  # fmt: skip
    assert found == [Key("5"), Key("7"), Played(160), Hangup()]


@pytest.mark.parametrize(
    "message",
    ["{", "[]", "7", '{"event": "sing"}', '{"event": {}}', '{"event": "websocket:dtmf"}',
     '{"event": "websocket:dtmf", "digit": "A"}', '{"event": "websocket:notify"}'],
)  # fmt: skip
async def test_garbage_is_told_and_the_caller_is_heard_all_the_same(message: str) -> None:
    found = await received(CARRIER, VonagePhone().opening(), message, bytes(641))
    assert [type(one) for one in found] == [Problem, Audio]


async def test_it_is_answered_in_its_own_words() -> None:
    assert await sent(CARRIER, VonagePhone()) == [
        bytes(320), {"action": "notify", "payload": {"mark": 160}}, {"action": "clear"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "first",
    [
        b"\x00\x00", "{", "[]", '{"event": "start", "start": {}}',
        '{"event": "websocket:connected"}',
        '{"event": "websocket:connected", "content-type": "audio/opus;rate=16000"}',
        '{"event": "websocket:connected", "content-type": "audio/l16;rate=16001"}',
    ],
)  # fmt: skip
async def test_another_opening_is_refused(first: str | bytes) -> None:
    with pytest.raises(ProtocolError, match=r"websocket:connected|rate must"):
        await info(CARRIER, first)
