from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
from pipecat_servers.engines import LISTENERS, RECOGNISER
from pipecat_servers.loopback import Fault
from pipecat_servers.openai import OpenAiServer
from pipecat_servers.sound import audio_of

from voice_agent.core.errors import StageError
from voice_agent.pipeline.services.stt import PipecatListener, PipecatRecogniser


@contextlib.asynccontextmanager
async def recogniser(
    *faults: Fault, always: Fault = "", **arguments: Any
) -> AsyncIterator[tuple[PipecatRecogniser, OpenAiServer]]:
    server = OpenAiServer(*faults, always=always)
    async with server.serving():
        engine = RECOGNISER.engine(server, **arguments)
        try:
            yield engine, server
        finally:
            await engine.aclose()
            await server.nobody_left()


async def heard(engine: PipecatRecogniser, text: str, rate_hz: int = 16000) -> str:
    return (await engine.transcribe(audio_of(text, rate_hz), rate_hz)).text


async def test_an_utterance_is_recognised() -> None:
    async with recogniser() as (engine, server):
        transcript = await engine.transcribe(audio_of("my balance", 16000), 16000)
        assert (transcript.text, transcript.audio_ms) == ("my balance", 100)
        assert 0 < transcript.confidence <= 1
        assert server.asked[0]["rate"] == 16000


async def test_any_rate_is_converted() -> None:
    async with recogniser() as (engine, server):
        assert await heard(engine, "my balance", 8000) == "my balance"
        assert await heard(engine, "the fees", 48000) == "the fees"
        assert [asked["rate"] for asked in server.asked] == [16000, 16000]


async def test_the_settings_reach_the_vendor() -> None:
    settings = {"model": "whisper-9", "language": "de", "prompt": "At the bank."}
    async with recogniser(settings=settings) as (engine, server):
        await heard(engine, "one")
        asked = server.asked[0]
    assert (asked["model"], asked["language"], asked["prompt"]) == (
        "whisper-9",
        "de",
        "At the bank.",
    )
    assert engine.info.languages == ("de",)


async def test_silence_and_nothing_are_an_empty_text() -> None:
    async with recogniser("mute") as (engine, server):
        for audio in (np.zeros(16000, np.int16), np.zeros(0, np.int16)):
            transcript = await engine.transcribe(audio, 16000)
            assert (transcript.text, transcript.confidence) == ("", 0.0)
        assert len(server.asked) == 1


async def test_calls_are_recognised_at_the_same_time() -> None:
    texts = ["one two", "three", "my balance", "the fees"]
    async with recogniser() as (engine, _server):
        assert await asyncio.gather(*(heard(engine, text) for text in texts)) == texts


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("401", "authentication, HTTP 401"),
        ("500", "server, HTTP 500"),
        ("break", "failed: "),
        ("garbage", "failed: "),
    ],
)
async def test_a_failure_says_what_it_is_and_not_what_the_vendor_wrote(
    fault: Fault, why: str
) -> None:
    async with recogniser(always=fault) as (engine, server):
        with pytest.raises(StageError, match=why) as caught:
            await heard(engine, "one")
        assert "secret" not in str(caught.value)
        server.always = ""
        assert await heard(engine, "two") == "two"


async def test_a_request_that_hangs_ends_with_the_one_who_asked() -> None:
    async with recogniser("hang") as (engine, server):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await heard(engine, "one")
        await server.nobody_left()
        assert await heard(engine, "two") == "two"


def test_the_class_decides_on_the_form_of_the_engine() -> None:
    server = OpenAiServer()
    assert isinstance(RECOGNISER.engine(server), PipecatRecogniser)
    assert not RECOGNISER.engine(server).info.streaming
    engine = LISTENERS[1].engine(server)
    assert isinstance(engine, PipecatListener)
    assert engine.info.streaming
    assert not engine.info.local
