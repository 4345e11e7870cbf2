"""The small web server that awaits one call: it brings the carrier in, and nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from voice_agent.core.errors import ConfigError
from voice_agent.dial import expected as module
from voice_agent.dial.apis import APIS
from voice_agent.dial.expected import Expected, listening
from voice_agent.phone.launch import free_port
from voice_agent.phone.twilio import TwilioPhone
from voice_agent.transport.carriers import find_carrier

pytestmark = pytest.mark.virtual_time


@asynccontextmanager
async def waiting(carrier: str = "twilio") -> AsyncIterator[tuple[Expected, str]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    numbers = ("+4930123456", "+15550199")
    expected = Expected(find_carrier(carrier), APIS[carrier], url, numbers)
    async with listening(expected, "127.0.0.1", port):
        yield expected, url


def stream_of(expected: Expected) -> str:
    return expected.answer_url.replace("http", "ws", 1).removesuffix("/answer")


async def test_the_call_that_was_asked_for_is_taken_once() -> None:
    async with waiting() as (expected, _):
        phone = TwilioPhone()
        async with connect(stream_of(expected)) as first:
            for message in phone.opening():
                await first.send(message)
            connection = await expected.arrived
            assert connection.info.carrier == "twilio"
            with pytest.raises(InvalidStatus) as refused:
                async with connect(stream_of(expected)):
                    pass
            assert refused.value.response.status_code == 403


async def test_other_paths_are_not_found() -> None:
    async with waiting() as (expected, url), aiohttp.ClientSession() as session:
        for path in ("/", "/dial/", "/dial/guess/answer", "/metrics", "/twilio"):
            async with session.get(f"{url}{path}") as answer:
                assert answer.status == 404
        with pytest.raises(InvalidStatus):
            async with connect(f"{url.replace('http', 'ws')}/dial/guess"):
                pass
        assert len(expected.answer_url.split("/")[4]) >= 43


@pytest.mark.parametrize("messages", [[], ["junk"], [json.dumps({"event": "media"})] * 20])
async def test_who_says_something_else_is_closed_and_the_carrier_still_gets_in(
    messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OPENING_S", 2.0)
    async with waiting() as (expected, _):
        async with connect(stream_of(expected)) as stranger:
            with contextlib.suppress(ConnectionClosed):
                for message in messages:
                    await stranger.send(message)
            await stranger.wait_closed()
        async with connect(stream_of(expected)) as carrier:
            for message in TwilioPhone().opening():
                await carrier.send(message)
            async with asyncio.timeout(5):
                await expected.arrived


async def test_only_an_end_is_an_end() -> None:
    async with waiting("vonage") as (expected, _), aiohttp.ClientSession() as session:
        bodies = (b"", b"junk", b"[" * 9000, b'{"status": "ringing"}', b'{"status": []}')
        for body in bodies:
            async with session.post(expected.ended_url, data=body) as answer:
                assert answer.status == 200
        async with session.post(expected.ended_url, data=b"x" * 100_000) as answer:
            assert answer.status == 413
        assert not expected.ended.done()
        async with session.get(f"{expected.ended_url}?status=busy"):
            assert expected.ended.result() == "busy"


async def test_a_port_that_is_taken_is_said() -> None:
    async with waiting() as (expected, url):
        with pytest.raises(ConfigError, match="cannot listen on"):
            async with listening(expected, "127.0.0.1", int(url.rpartition(":")[2])):
                pass
