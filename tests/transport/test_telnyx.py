from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from carrier_calls import info, received, sent, sound

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.telnyx import TelnyxPhone
from voice_agent.transport.base import Audio, Hangup, Incoming, Key, Played, Problem
from voice_agent.transport.telnyx import CARRIER, answer

TONE = (8000 * np.sin(np.arange(160) * 0.3)).astype(np.int16)


def start(**fields: Any) -> str:
    body = {"call_control_id": "v3:1", "from": "+15550100", "to": "+15550199", **fields}
    return json.dumps({"event": "start", "stream_id": "s1", "start": body})


async def test_call_id_numbers_and_parameters_are_kept() -> None:
    found = await info(CARRIER, start(custom_parameters=[{"name": "plan", "value": "gold"}]))
    assert (found.carrier, found.rate_hz, found.call_id) == ("telnyx", 8000, "v3:1")
    assert (found.from_number, found.to_number) == ("+15550100", "+15550199")
    assert found.parameters == {"plan": "gold"}


@pytest.mark.parametrize(("codec", "rate_hz"), [("PCMU", 8000), ("PCMA", 8000), ("L16", 16000)])
async def test_every_codec_is_heard_alike(codec: str, rate_hz: int) -> None:
    phone = TelnyxPhone(codec, rate_hz)
    tone = np.repeat(TONE, rate_hz // 8000)
    found = await received(CARRIER, phone.opening(), *(phone.audio(tone) for _ in range(5)))
    level = np.sqrt(np.mean(np.frombuffer(sound(found), "<i2")[400:].astype(float) ** 2))
    assert level == pytest.approx(8000 / 2**0.5, rel=0.1)


async def test_packets_that_overtook_each_other_are_put_back_by_their_chunk() -> None:
    phone = TelnyxPhone()
    packets = [phone.audio((TONE // (n + 1)).astype(np.int16)) for n in range(6)]
    in_order = sound(await received(CARRIER, phone.opening(), *packets))
    packets[1], packets[3] = packets[3], packets[1]
    assert sound(await received(CARRIER, phone.opening(), *packets)) == in_order


async def test_keys_marks_hang_up_and_errors() -> None:
    phone = TelnyxPhone()
    error = '{"event": "error", "payload": {"code": 100002, "title": "secret"}}'
    found = await received(
        CARRIER, phone.opening(), phone.key("#"), phone.reached("160"), error, phone.hangup()
    )
    assert found[:2] == [Key("#"), Played(160)]
    assert isinstance(found[2], Problem)
    assert "secret" not in str(found[2].error)
    assert found[3] == Hangup()


async def test_it_is_answered_in_its_own_words() -> None:
    media, mark, clear = await sent(CARRIER, TelnyxPhone())
    assert media["event"] == "media"
    assert (mark, clear) == ({"event": "mark", "mark": {"name": "160"}}, {"event": "clear"})


@pytest.mark.parametrize(
    "message",
    [
        start(call_control_id=""),
        start(media_format={"encoding": "OPUS", "sample_rate": 8000}),
        start(media_format={"encoding": "L16", "sample_rate": 5}),
    ],
)
async def test_what_cannot_be_spoken_is_refused(message: str) -> None:
    with pytest.raises(ProtocolError, match="must"):
        await info(CARRIER, message)


async def test_a_call_without_a_format_is_mu_law() -> None:
    phone = TelnyxPhone()
    (first,) = await received(CARRIER, [start(media_format=7)], phone.audio(TONE))
    assert isinstance(first, Audio)


def test_the_webhook_is_answered_with_texml() -> None:
    body = answer(Incoming({"From": "+15550100"}, {}, "wss://host/telnyx")).body
    assert 'url="wss://host/telnyx"' in body
    assert 'bidirectionalMode="rtp"' in body
    assert 'value="+15550100"' in body
