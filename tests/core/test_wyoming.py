from __future__ import annotations

import asyncio
import json

import pytest
from wyoming_server import WyomingServer

from voice_agent.core.errors import ConfigError, StageError
from voice_agent.core.wyoming import (
    MAX_DATA,
    MAX_PAYLOAD,
    Address,
    Conversation,
    Event,
    decode,
    encode,
)


@pytest.mark.parametrize(
    ("uri", "host", "port", "local"),
    [
        ("tcp://127.0.0.1:10300", "127.0.0.1", 10300, True),
        ("tcp://localhost:1", "localhost", 1, True),
        ("tcp://[::1]:10300", "::1", 10300, True),
        ("tcp://whisper.lan:10300", "whisper.lan", 10300, False),
    ],
)
def test_an_address_is_read(uri: str, host: str, port: int, local: bool) -> None:
    address = Address.parse(uri)
    assert (address.host, address.port, address.local) == (host, port, local)
    assert str(address) == uri


@pytest.mark.parametrize(
    "uri", ["", "host:1", "tcp://host", "tcp://:1", "http://host:1", "tcp://h:x", "tcp://h:1/x"]
)
def test_anything_else_is_refused(uri: str) -> None:
    with pytest.raises(ConfigError, match=r"^args\.uri: expected tcp://host:port, got "):
        Address.parse(uri)


def reader(data: bytes) -> asyncio.StreamReader:
    stream = asyncio.StreamReader()
    stream.feed_data(data)
    stream.feed_eof()
    return stream


@pytest.mark.parametrize(
    "event",
    [
        Event("describe"),
        Event("transcript", {"text": "Grüße\n"}),
        Event("audio-chunk", {"rate": 16000}, b"\x00\n\xff"),
        Event("audio-chunk", {}, b"x" * 100_000),
    ],
)
async def test_events_survive_the_way(event: Event) -> None:
    stream = reader(encode(event) * 2)
    for _ in range(2):
        read = await decode(stream)
        assert read is not None
        assert (read.type, dict(read.data), read.payload) == (
            event.type,
            dict(event.data),
            event.payload,
        )
    assert await decode(stream) is None


async def test_data_may_be_in_the_line_and_after_it() -> None:
    line = {"type": "x", "data": {"a": 1, "b": 1}, "data_length": 8, "version": "9"}
    read = await decode(reader(json.dumps(line).encode() + b'\n{"b": 2}'))
    assert read == Event("x", {"a": 1, "b": 2}, b"")


async def test_nulls_are_nothing() -> None:
    line = b'{"type": "x", "data": null, "data_length": null, "payload_length": null}\n'
    assert await decode(reader(line)) == Event("x", {}, b"")


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\n",
        b"\x00\xff\n",
        b"[1, 2]\n",
        b"{}\n",
        b'{"type": 3}\n',
        b'{"type": "x", "data": 3}\n',
        b'{"type": "x", "data_length": -1}\n',
        b'{"type": "x", "data_length": 2}\n[]',
        b'{"type": "x", "data_length": 2}\n{',
        b'{"type": "x", "payload_length": 9}\nshort',
        f'{{"type": "x", "data_length": {MAX_DATA + 1}}}\n'.encode(),
        f'{{"type": "x", "payload_length": {MAX_PAYLOAD + 1}}}\n'.encode(),
        b"x" * 100_000,
        b"[" * 60_000 + b"\n",
    ],
)
async def test_garbage_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        await decode(reader(data))


async def test_the_protocols_own_package_understands_us() -> None:
    async with WyomingServer().serving() as server:
        conversation = await Conversation.begin("stt", Address.parse(server.uri))
        await conversation.send(Event("transcribe", {"language": "en"}), Event("audio-stop"))
        event = await anext(conversation.events())
        assert (event.type, event.data["text"]) == ("transcript", "")
        await conversation.close()
        assert server.asked[0].language == "en"


async def test_nobody_there_is_a_stage_error() -> None:
    with pytest.raises(StageError, match=r"^Wyoming server tcp://127.0.0.1:1: no connection: "):
        await Conversation.begin("stt", Address("127.0.0.1", 1))
