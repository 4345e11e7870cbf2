from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from pipecat_servers.sound import text_of
from wyoming_server import SLOW_S, Fault, WyomingServer

from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import StageError
from voice_agent.tts.wyoming import WyomingTts, make

CONTEXT = cast(EngineContext, SimpleNamespace(playbook=SimpleNamespace(language="en")))
LONG = " ".join(["one two three four"] * 20)


def voice(server: WyomingServer, **arguments: Any) -> WyomingTts:
    return make(CONTEXT, uri=server.uri, **arguments)


async def spoken(engine: WyomingTts, text: str) -> str:
    pieces = [piece async for piece in engine.stream(text)]
    assert all(piece.dtype == np.int16 and piece.ndim == 1 and piece.size for piece in pieces)
    return text_of(np.concatenate([np.empty(0, np.int16), *pieces]))


async def test_texts_are_spoken_piece_by_piece() -> None:
    async with WyomingServer().serving() as server:
        engine = voice(server, voice="joe", speaker="2")
        assert len([piece async for piece in engine.stream("one two three")]) > 1
        assert await spoken(engine, "Your balance is 10 dollars.") == "your balance is 10 dollars"
        asked = server.asked[0].voice
        assert (asked.name, asked.speaker, asked.language) == ("joe", "2", None)


async def test_without_a_voice_the_playbooks_language_is_asked_for() -> None:
    async with WyomingServer().serving() as server:
        assert await spoken(voice(server), "one") == "one"
        assert server.asked[0].voice.language == "en"


async def test_another_rate_is_converted() -> None:
    async with WyomingServer(rate_hz=16000).serving() as server:
        engine = voice(server)
        assert engine.sample_rate_hz == 22050
        pieces = [piece async for piece in engine.stream("one two")]
        assert np.concatenate(pieces).size == pytest.approx(0.1 * 22050, rel=0.03)
        assert await spoken(voice(server, sample_rate_hz=8000), "one two") == "one two"


async def test_what_is_cut_short_ends_its_connection() -> None:
    async with WyomingServer().serving() as server:
        engine = voice(server)
        async with aclosing(engine.stream(LONG)) as pieces:
            assert (await anext(pieces)).size
        assert await spoken(engine, "hello") == "hello"


async def test_a_server_that_hangs_can_be_left() -> None:
    async with WyomingServer("hang").serving() as server:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await spoken(voice(server), "one")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("close", "the connection was lost|it ended the connection without an answer"),
        ("error", "it reports error no-model$"),
        ("garbage", "it does not speak the protocol"),
        ("mute", "it made no sound"),
        ("stereo", "its audio is not mono of 16 bits"),
        ("half", "its audio has half a sample"),
    ],
)
async def test_what_goes_wrong_is_a_stage_error(fault: Fault, why: str) -> None:
    async with WyomingServer(fault).serving() as server:
        engine = voice(server)
        with pytest.raises(StageError, match=why) as caught:
            await spoken(engine, "one two three four")
        assert "secret" not in str(caught.value)
        assert caught.value.stage == "tts"
        assert await spoken(engine, "hello") == "hello"


async def test_a_slow_first_byte_is_waited_for() -> None:
    async with WyomingServer("slow").serving() as server:
        started = time.monotonic()
        assert await spoken(voice(server), "one") == "one"
        assert time.monotonic() - started >= SLOW_S


async def test_a_server_that_is_not_there_is_a_stage_error() -> None:
    with pytest.raises(StageError, match="no connection"):
        await spoken(make(CONTEXT, uri="tcp://127.0.0.1:1"), "one")


async def test_text_without_anything_to_say_connects_to_nobody() -> None:
    assert await spoken(make(CONTEXT, uri="tcp://127.0.0.1:1"), " ... ") == ""


async def test_calls_speak_at_the_same_time() -> None:
    texts = ["one two", "three", "my balance"]
    async with WyomingServer().serving() as server:
        engine = voice(server)
        assert await asyncio.gather(*(spoken(engine, text) for text in texts)) == texts


def test_it_is_local_only_on_this_machine() -> None:
    assert make(CONTEXT, uri="tcp://[::1]:1").info.local
    assert not make(CONTEXT, uri="tcp://piper.lan:1", language="de").info.local
    assert make(CONTEXT, uri="tcp://piper.lan:1", language="de").info.languages == ("de",)
