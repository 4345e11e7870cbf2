from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from pipecat_servers.sound import audio_of
from wyoming_server import SLOW_S, Fault, WyomingServer

from voice_agent.config.registry import EngineContext
from voice_agent.core.errors import ConfigError, StageError
from voice_agent.core.turn import Transcript
from voice_agent.stt.wyoming import WyomingSession, make

CONTEXT = cast(EngineContext, SimpleNamespace(playbook=SimpleNamespace(language="en")))


def session(server: WyomingServer, **arguments: Any) -> WyomingSession:
    return make(CONTEXT, uri=server.uri, **arguments).session(16000, lambda partial: None)


async def say(call: WyomingSession, text: str) -> None:
    audio = audio_of(text, 16000)
    for start in range(0, audio.size, 320):
        await call.push(audio[start : start + 320])


async def hear(call: WyomingSession, text: str) -> Transcript:
    await call.begin()
    await say(call, text)
    return await call.transcript()


async def test_utterances_are_recognised() -> None:
    async with WyomingServer().serving() as server:
        call = session(server, model="tiny")
        first = await hear(call, "my balance")
        assert (first.text, first.audio_ms) == ("my balance", 100)
        assert 0 < first.confidence <= 1
        assert (await hear(call, "the fees")).text == "the fees"
        assert [(asked.name, asked.language) for asked in server.asked] == [("tiny", "en")] * 2
        await call.close()


async def test_a_caller_who_pauses_and_goes_on_is_heard_whole() -> None:
    async with WyomingServer().serving() as server:
        call = session(server, language="de")
        assert (await hear(call, "send money")).text == "send money"
        await say(call, "one two")
        assert (await call.transcript()).text == "send money one two"
        assert (await call.transcript()).text == "send money one two"
        assert len(server.asked) == 2
        assert server.asked[0].language == "de"


async def test_a_transcript_that_is_not_waited_for_leaves_nothing_behind() -> None:
    async with WyomingServer("hang").serving() as server:
        call = session(server)
        await call.begin()
        await say(call, "one")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await call.transcript()
        assert (await call.transcript()).text == "one"
        assert (await hear(call, "two")).text == "two"


@pytest.mark.parametrize("fault", ["close", "error", "garbage"])
async def test_what_goes_wrong_once_is_tried_again(fault: Fault) -> None:
    async with WyomingServer(fault).serving() as server:
        assert (await hear(session(server), "one two three")).text == "one two three"


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("close", "the connection was lost|it ended the connection without an answer"),
        ("error", "it reports error no-model$"),
        ("garbage", "it does not speak the protocol"),
    ],
)
async def test_what_goes_wrong_twice_is_a_stage_error(fault: Fault, why: str) -> None:
    async with WyomingServer(fault, fault).serving() as server:
        with pytest.raises(StageError, match=why) as caught:
            await hear(session(server), "one")
        assert "secret" not in str(caught.value)
        assert caught.value.stage == "stt"


async def test_a_slow_answer_is_waited_for() -> None:
    async with WyomingServer("slow").serving() as server:
        started = time.monotonic()
        assert (await hear(session(server), "one")).text == "one"
        assert time.monotonic() - started >= SLOW_S


async def test_noise_is_an_empty_text() -> None:
    async with WyomingServer("mute").serving() as server:
        transcript = await hear(session(server), "um")
        assert (transcript.text, transcript.confidence) == ("", 0.0)


async def test_a_server_that_is_not_there_is_a_stage_error() -> None:
    call = make(CONTEXT, uri="tcp://127.0.0.1:1").session(16000, lambda partial: None)
    with pytest.raises(StageError, match="no connection"):
        await call.begin()
    with pytest.raises(StageError, match="no connection"):
        await call.transcript()


async def test_an_utterance_that_is_dropped_costs_its_connection_only() -> None:
    async with WyomingServer().serving() as server:
        call = session(server)
        await call.begin()
        await call.push(np.zeros(1600, np.int16))
        assert (await hear(call, "two")).text == "two"
        await call.begin()
        await call.close()


def test_it_is_local_only_on_this_machine() -> None:
    assert make(CONTEXT, uri="tcp://127.0.0.1:1").info.local
    assert not make(CONTEXT, uri="tcp://whisper.lan:1").info.local
    assert make(CONTEXT, uri="tcp://whisper.lan:1").info.languages == ("en",)
    with pytest.raises(ConfigError, match=r"args\.uri: expected tcp://host:port"):
        make(CONTEXT, uri="whisper.lan")
