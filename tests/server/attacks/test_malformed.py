"""Whatever bytes arrive: every parser that the network reaches takes them or refuses them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Coroutine
from typing import Any, get_args
from xml.etree import ElementTree

import numpy as np
import pytest
from exchange import MakeExchange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pipecat.serializers.twilio import TwilioFrameSerializer
from starlette.requests import HTTPConnection

from voice_agent.config.access import AccessConfig
from voice_agent.core.errors import ProtocolError
from voice_agent.dial.apis import APIS
from voice_agent.phone.carriers import codec_of
from voice_agent.server.access.address import client_address, masked, source_of
from voice_agent.server.access.admission import Admission
from voice_agent.server.access.door import Door
from voice_agent.server.access.keys import Keys
from voice_agent.server.access.refused import Reason, Refused
from voice_agent.server.access.tokens import read_token
from voice_agent.server.access.web import visit_of
from voice_agent.server.agents.messages import read as read_wish
from voice_agent.server.webhook import fields_of
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.audiosocket_frames import FrameReader
from voice_agent.transport.base import Audio, Hangup, Incoming, Key, Message, Text
from voice_agent.transport.carriers import CARRIERS, find_carrier
from voice_agent.transport.raw import RawCodec
from voice_agent.transport.serializer import SerializerCodec
from voice_agent.transport.signatures import SCHEMES, Genuine, Request, urls_of

settings.register_profile(
    "attacks",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("attacks")

_LIMIT = 4400
"""Python reads no whole number with more digits: its own kind of error."""

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
_LONG = "9" * _LIMIT
ODD = st.sampled_from(
    [
        *("", "null", "[]", "{}", "NaN", "1e999", "\0", "{}{}", "\ufeff{}", '"\\ud800"'),
        *("[" * 5000, '{"a":' * 5000, _LONG, f'{{"event": {_LONG}}}', f'{{"type": {_LONG}}}'),
    ]
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["dtmf", "text", "hangup"]) | JSON,
        "event": st.sampled_from(["start", "media", "dtmf", "stop", "mark", "connected"]) | JSON,
        "digit": st.sampled_from(["1", "12", ""]) | JSON,
        "text": st.text(max_size=3000) | JSON,
        "start": st.fixed_dictionaries(
            {}, optional={"streamSid": JSON, "callSid": JSON, "customParameters": JSON}
        )
        | JSON,
        "media": st.fixed_dictionaries({}, optional={"payload": st.text() | JSON}) | JSON,
        "dtmf": st.fixed_dictionaries({}, optional={"digit": st.text() | JSON}) | JSON,
        "streamSid": JSON,
    },
)
MESSAGES = st.binary(max_size=700) | st.text(max_size=700) | ODD | (FIELDS | JSON).map(json.dumps)
PACKETS = st.builds(
    lambda head, rest: head + rest,
    # RTP, RTCP, and frames of AudioSocket.
    st.sampled_from(
        [b"\x80\x00", b"\x80\x65", b"\x9f\x80", b"\x80\xc8", b"\x10\x01\x40", b"\x03\x00"]
    ),
    st.binary(max_size=400),
)
HEADERS = st.text(st.characters(max_codepoint=255), max_size=60)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


@given(st.lists(MESSAGES, max_size=6), st.sampled_from([8000, 16000, 24000, 48000]))
def test_messages_of_ws(messages: list[str | bytes], rate: int) -> None:
    async def decode() -> None:
        codec = RawCodec(rate)
        for message in messages:
            try:
                meant = await codec.decode(message)
            except ProtocolError:
                continue
            assert meant is None or isinstance(meant, Audio | Key | Text | Hangup)

    run(decode())


@given(st.lists(MESSAGES, max_size=6))
def test_messages_of_a_serializer_of_pipecat(messages: list[str | bytes]) -> None:
    async def decode() -> None:
        params = TwilioFrameSerializer.InputParams(auto_hang_up=False)
        serializer = TwilioFrameSerializer("MZ1", call_sid="CA1", params=params)
        codec = await SerializerCodec(serializer, 8000, name="Twilio").ready()
        for message in messages:
            try:
                meant = await codec.decode(message)
            except ProtocolError:
                continue
            assert meant is None or isinstance(meant, Audio | Key | Hangup)

    run(decode())


@given(
    st.sampled_from(sorted(CARRIERS)),
    st.lists(MESSAGES, max_size=4),
    st.dictionaries(st.sampled_from(["rate", "token", "x"]), HEADERS),
)
def test_how_a_carriers_call_begins(
    name: str, messages: list[str | bytes], query: dict[str, str]
) -> None:
    async def begin() -> None:
        wire = MemoryWire(query)
        wire.put(*messages)
        wire.hang_up()
        try:
            connection = await find_carrier(name).connect(wire)
            while await connection.receive() is not None:
                pass
        except (ProtocolError, ConnectionError):
            pass

    run(begin())


@given(st.sampled_from(sorted(CARRIERS)), st.lists(MESSAGES | PACKETS, max_size=6))
def test_messages_of_every_carriers_call(name: str, messages: list[str | bytes]) -> None:
    async def talk() -> None:
        carrier, wire = find_carrier(name), MemoryWire()
        phone = codec_of(carrier)
        wire.put(*phone.opening(), phone.audio(np.zeros(phone.rate_hz // 50, np.int16)), *messages)
        wire._received.put_nowait(None)  # Its line ends then, and takes our answers until then.
        connection = await carrier.connect(wire)
        while (message := await connection.receive()) is not None:
            assert isinstance(message, get_args(Message))

    run(talk())


@given(st.lists(PACKETS | st.binary(max_size=2000), max_size=12))
def test_frames_of_audiosocket(parts: list[bytes]) -> None:
    reader = FrameReader()
    found = [frame for part in parts for frame in reader.feed(part)]
    assert b"".join(parts).startswith(b"".join(found))


@given(
    st.sampled_from(sorted(CARRIERS)),
    st.binary(max_size=300) | MESSAGES.map(lambda m: m if isinstance(m, bytes) else _bytes(m)),
)
def test_bodies_of_webhooks(name: str, body: bytes) -> None:
    fields = fields_of(body)
    assert all(isinstance(one, str) for pair in fields.items() for one in pair)
    make = find_carrier(name).answer
    if make is not None:
        answer = make(Incoming(fields, fields, "wss://agent.example/x"))
        if answer.media_type == "application/json":
            json.loads(answer.body)
        else:
            ElementTree.fromstring(answer.body.encode(errors="replace"))
    assert APIS["twilio"].ended(fields) in ("", "busy", "no_answer", "refused", "gone")


@given(MESSAGES)
def test_messages_of_the_people_who_take_calls(message: str | bytes) -> None:
    if isinstance(message, str):
        with contextlib.suppress(ProtocolError):
            read_wish(message)


@given(st.text(max_size=300) | ODD | st.binary(max_size=100).map(lambda b: b.decode("latin-1")))
def test_tokens(text: str) -> None:
    assert read_token(text, "s" * 32, audience="here", now=0.0) in get_args(Reason)


@given(
    st.sampled_from(sorted(SCHEMES)),
    st.text(max_size=60),
    st.dictionaries(
        st.sampled_from(
            ["x-twilio-signature", "x-plivo-signature-v3", "x-plivo-signature-v3-nonce",
             "telnyx-signature-ed25519", "telnyx-timestamp", "authorization"]
        ),
        HEADERS | st.text(max_size=40) | st.just("Bearer a.b.c"),
    ),
    st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=4),
    st.binary(max_size=60),
)  # fmt: skip
def test_signatures(
    scheme: str,
    url: str,
    headers: dict[str, str],
    params: list[tuple[str, str]],
    body: bytes,
) -> None:
    request = Request("POST", urls_of(url), headers, params, body)
    assert not isinstance(SCHEMES[scheme].check(request, "s" * 32, 0.0), Genuine)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["host", "origin", "authorization", "sec-websocket-protocol", "x-forwarded-for",
                 "x-forwarded-host", "x-forwarded-proto", "x-twilio-signature"]
            ),
            HEADERS | st.sampled_from(["[", "http://[", "a:b:c", "Bearer ", "token.", ",,,"]),
        ),
        max_size=8,
    ),
    st.binary(max_size=60),
    st.sampled_from(["127.0.0.1", "203.0.113.5", "", "fe80::1%eth0"]),
    st.sampled_from(sorted(CARRIERS)),
    st.booleans(),
)  # fmt: skip
def test_headers_and_urls(
    headers: list[tuple[str, str]], query: bytes, peer: str, carrier: str, guarded: bool
) -> None:
    keys = Keys("s" * 32, "p" * 16, {"twilio": "auth"}) if guarded else None
    door = Door(AccessConfig(), keys, public=guarded)
    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": "/ws",
        "query_string": query,
        "client": (peer, 1) if peer else None,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }
    visit = visit_of(HTTPConnection(scope), door)
    answer = door.call(find_carrier(carrier), visit)
    assert isinstance(answer, Refused if guarded else Refused | Admission)
    assert (door.page(visit) is None) != guarded


@given(HEADERS, HEADERS)
def test_addresses(peer: str, forwarded: str) -> None:
    door = Door(AccessConfig())
    address = client_address(peer, forwarded, door.proxies)
    assert isinstance(source_of(address), str)
    assert len(masked(address)) < 60


@pytest.mark.virtual_time
async def test_a_call_goes_on_whatever_its_client_sends(exchange: MakeExchange) -> None:
    odd = [
        *("", "null", "[" * 5000, _LONG, "\0", '{"type": null}', '{"type": {"a": 1}}'),
        *(json.dumps({"type": "text", "text": text}) for text in ("\ud800", "a\udfff", 5, [], "")),
        *(
            json.dumps({"type": "dtmf", "digit": digit})
            for digit in (None, "", "11", "٣", "\ud800")
        ),
        *(b"\x00", b"\xff" * 333),
    ]
    async with exchange("my balance") as line, line.phone() as phone:
        await phone.greeted()
        for message in odd:
            await phone.socket.send(message)
        await phone.until("error", len(odd))
        assert not any("9999" in error["message"] for error in phone.all("error"))
        await phone.say()
        await phone.until("turn")
        await phone.socket.send('{"type": "hangup"}')
        assert (await phone.until("ended"))["reason"] == "caller_hangup"
