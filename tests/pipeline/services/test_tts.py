from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import numpy as np
import pytest
from pipecat_servers.cartesia import CartesiaServer
from pipecat_servers.engines import HTTP_VOICES, SOCKET_VOICES, Vendor, params
from pipecat_servers.loopback import SLOW_S, Fault, Loopback
from pipecat_servers.openai import OpenAiServer
from pipecat_servers.sound import audio_of, text_of

from voice_agent.core.errors import StageError

CARTESIA = SOCKET_VOICES[1]
ALL = params(*HTTP_VOICES, *SOCKET_VOICES)
LONG = " ".join(["one two three four"] * 10)


@contextlib.asynccontextmanager
async def voice(
    vendor: Vendor, *faults: Fault, always: Fault = "", **arguments: Any
) -> AsyncIterator[tuple[Any, Loopback]]:
    server = vendor.server(*faults, always=always)
    async with server.serving():
        engine = vendor.engine(server, **arguments)
        try:
            yield engine, server
        finally:
            await engine.aclose()
            await server.nobody_left()


async def spoken(engine: Any, text: str) -> str:
    pieces = [piece async for piece in engine.stream(text)]
    assert all(piece.dtype == np.int16 and piece.ndim == 1 for piece in pieces)
    return text_of(np.concatenate([np.empty(0, np.int16), *pieces]))


@pytest.mark.parametrize("vendor", ALL)
async def test_texts_are_spoken_one_after_the_other(vendor: Vendor) -> None:
    async with voice(vendor) as (engine, _server):
        assert engine.sample_rate_hz == 24000
        assert await spoken(engine, "Your checking balance is 10 dollars.") == (
            "your checking balance is 10 dollars"
        )
        assert await spoken(engine, "one two") == "one two"
        assert await spoken(engine, "three") == "three"


@pytest.mark.parametrize("vendor", params(*SOCKET_VOICES))
async def test_the_audio_streams_over_a_connection_that_is_kept(vendor: Vendor) -> None:
    async with voice(vendor) as (engine, server):
        pieces = [piece.size async for piece in engine.stream("one two three four")]
        assert len(pieces) > 1
        await spoken(engine, "one")
        assert server.open == 1


@pytest.mark.parametrize("vendor", ALL)
async def test_what_is_cut_short_does_not_reach_the_next_text(vendor: Vendor) -> None:
    async with voice(vendor) as (engine, _server):
        for _ in range(3):
            async with aclosing(engine.stream(LONG)) as pieces:
                assert (await anext(pieces)).size
            assert await spoken(engine, "hello") == "hello"


@pytest.mark.parametrize("vendor", ALL)
async def test_a_text_can_be_cancelled_before_its_first_sound(vendor: Vendor) -> None:
    async with voice(vendor, "hang") as (engine, server):
        speaking = asyncio.create_task(spoken(engine, "one"))
        await server.everybody_asked(1)
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        assert await spoken(engine, "hello") == "hello"


@pytest.mark.parametrize("vendor", ALL)
async def test_calls_speak_at_the_same_time_without_mixing(vendor: Vendor) -> None:
    texts = ["one two three", "two one", "four three two one", "hello"]
    async with voice(vendor) as (engine, _server):
        assert await asyncio.gather(*(spoken(engine, text) for text in texts)) == texts


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("401", "authentication, HTTP 401"),
        ("500", "server, HTTP 500"),
        ("mute", "it made no sound"),
    ],
)
@pytest.mark.parametrize("vendor", params(HTTP_VOICES[0], *SOCKET_VOICES))
async def test_a_refusal_says_what_it_is_and_not_what_the_vendor_wrote(
    vendor: Vendor, fault: Fault, why: str
) -> None:
    if vendor.service.startswith("openai") and fault == "mute":
        pytest.skip("pipecat notices after 3 s")
    async with voice(vendor, always=fault) as (engine, _server):
        with pytest.raises(StageError, match=why) as caught:
            await spoken(engine, "one")
        assert "secret" not in str(caught.value)
        assert caught.value.stage == "tts"


@pytest.mark.parametrize("fault", ["close", "break"])
@pytest.mark.parametrize("vendor", params(*SOCKET_VOICES))
async def test_a_connection_that_is_lost_in_the_middle_is_not_taken_for_the_end(
    vendor: Vendor, fault: Fault
) -> None:
    async with voice(vendor, fault) as (engine, _server):
        started = time.monotonic()
        pieces = engine.stream(LONG)
        assert (await anext(pieces)).size
        with pytest.raises(StageError, match="the connection was lost"):
            await anext(pieces)
        assert time.monotonic() - started < 2
        assert await spoken(engine, "hello") == "hello"


async def test_an_http_answer_that_breaks_off_is_an_error() -> None:
    async with voice(HTTP_VOICES[0], "break") as (engine, _server):
        with pytest.raises(StageError, match="OpenAITTSService failed: "):
            await spoken(engine, LONG)
        assert await spoken(engine, "hello") == "hello"


@pytest.mark.parametrize("vendor", params(*SOCKET_VOICES))
async def test_garbage_is_ignored_or_an_error(vendor: Vendor) -> None:
    async with voice(vendor, "garbage") as (engine, _server):
        with contextlib.suppress(StageError):
            assert await spoken(engine, "one") == "one"
        assert await spoken(engine, "hello") == "hello"


@pytest.mark.parametrize("vendor", ALL)
async def test_a_slow_first_byte_is_waited_for(vendor: Vendor) -> None:
    async with voice(vendor, "slow") as (engine, _server):
        started = time.monotonic()
        assert await spoken(engine, "one") == "one"
        assert time.monotonic() - started >= SLOW_S


async def test_text_without_anything_to_say_asks_for_nothing() -> None:
    async with voice(CARTESIA) as (engine, server):
        for text in ("", "...", " - "):
            assert await spoken(engine, text) == ""
        assert server.asked == []


async def test_the_silence_before_the_first_sound_is_left_out() -> None:
    async with voice(CARTESIA) as (engine, _server):
        pieces = [piece async for piece in engine.stream("um one um two")]
        heard = np.concatenate(pieces)
        silence = audio_of("um", 24000).size
        assert heard.size == pytest.approx(4 * silence - silence, abs=100)
        assert text_of(heard) == "one two"


async def test_the_rate_of_the_audio_is_an_argument() -> None:
    async with voice(CARTESIA, sample_rate=16000) as (engine, server):
        assert engine.sample_rate_hz == 16000
        assert await spoken(engine, "one two") == "one two"
        assert server.asked[0]["output_format"]["sample_rate"] == 16000


async def test_the_fingerprint_changes_with_the_voice_and_not_with_the_key() -> None:
    server = CartesiaServer()
    engines = [
        CARTESIA.engine(server, **arguments)
        for arguments in (
            {},
            {"api_key": "another-key-9876"},
            {"settings": {"voice": "w"}},
            {"sample_rate": 16000},
        )
    ]
    first, other_key, other_voice, other_rate = (engine.fingerprint for engine in engines)
    assert first == other_key
    assert len({first, other_voice, other_rate}) == 3
    assert "key-" not in first


async def test_it_is_not_local_so_nobody_speculates_with_it() -> None:
    engine = HTTP_VOICES[0].engine(OpenAiServer())
    assert not engine.info.local
    assert engine.info.streaming
    assert engine.info.name == "OpenAITTSService"
