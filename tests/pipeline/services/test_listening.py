from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from pipecat_servers.engines import KEY, LISTENERS, Vendor, params
from pipecat_servers.loopback import SLOW_S, Fault, Loopback
from pipecat_servers.soniox import SonioxServer
from pipecat_servers.sound import audio_of

from voice_agent.core.errors import StageError
from voice_agent.core.turn import Transcript

DEEPGRAM, CARTESIA, GLADIA, SONIOX = LISTENERS
ALL = params(*LISTENERS)
HEAR_OF_THE_END = params(DEEPGRAM, CARTESIA, SONIOX)


@dataclass
class Call:
    """One call's session and what it said."""

    session: Any
    server: Loopback
    partials: list[Transcript] = field(default_factory=list)

    async def say(self, text: str) -> None:
        audio = audio_of(text, 16000)
        for start in range(0, audio.size, 320):
            await self.session.push(audio[start : start + 320])
            await asyncio.sleep(0.002)

    async def hear(self, text: str) -> str:
        await self.session.begin()
        await self.say(text)
        transcript: Transcript = await self.session.transcript()
        return transcript.text


@contextlib.asynccontextmanager
async def call(
    vendor: Vendor, *faults: Fault, always: Fault = "", **arguments: Any
) -> AsyncIterator[Call]:
    server = vendor.server(*faults, always=always)
    async with server.serving():
        engine = vendor.engine(server, **arguments)
        partials: list[Transcript] = []
        caller = Call(engine.session(16000, partials.append), server, partials)
        try:
            yield caller
        finally:
            await caller.session.close()
            await engine.aclose()
            await server.nobody_left()


@pytest.mark.parametrize("vendor", ALL)
async def test_utterances_are_recognised_over_one_connection(vendor: Vendor) -> None:
    async with call(vendor) as caller:
        assert await caller.hear("my balance") == "my balance"
        assert await caller.hear("the fees") == "the fees"
        assert await caller.hear("one two three") == "one two three"
        assert len(caller.server.asked) == 1


@pytest.mark.parametrize("vendor", HEAR_OF_THE_END)
async def test_the_text_so_far_is_told_as_it_changes(vendor: Vendor) -> None:
    async with call(vendor) as caller:
        await caller.hear("one two three")
        texts = [partial.text for partial in caller.partials]
        assert texts == ["one", "one two", "one two three"]
        assert [p.audio_ms for p in caller.partials] == sorted(p.audio_ms for p in caller.partials)


@pytest.mark.parametrize("vendor", ALL)
async def test_a_caller_who_pauses_and_goes_on_is_heard_whole(vendor: Vendor) -> None:
    async with call(vendor) as caller:
        assert await caller.hear("send money") == "send money"
        await caller.say("one two")
        assert (await caller.session.transcript()).text == "send money one two"
        assert (await caller.session.transcript()).text == "send money one two"
        await caller.say("bye")
        transcript = await caller.session.transcript()
        assert (transcript.text, transcript.audio_ms) == ("send money one two bye", 250)
        assert await caller.hear("the fees") == "the fees"


@pytest.mark.parametrize("vendor", HEAR_OF_THE_END)
async def test_a_transcript_that_is_not_waited_for_does_not_reach_the_next_utterance(
    vendor: Vendor,
) -> None:
    async with call(vendor) as caller:
        await caller.session.begin()
        await caller.say("my balance")
        asking = asyncio.create_task(caller.session.transcript())
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await caller.hear("the fees") == "the fees"


@pytest.mark.parametrize("vendor", HEAR_OF_THE_END)
async def test_a_guess_that_is_cancelled_costs_nothing_of_the_utterance(vendor: Vendor) -> None:
    async with call(vendor) as caller:
        await caller.session.begin()
        await caller.say("send money")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.001):
                await caller.session.transcript()
        await caller.say("one two")
        assert (await caller.session.transcript()).text == "send money one two"


@pytest.mark.parametrize("vendor", ALL)
async def test_an_utterance_that_was_dropped_does_not_reach_the_next(vendor: Vendor) -> None:
    async with call(vendor) as caller:
        await caller.session.begin()
        await caller.say("my balance")
        assert await caller.hear("the fees") == "the fees"


@pytest.mark.parametrize("fault", ["close", "break"])
@pytest.mark.parametrize("vendor", ALL)
async def test_a_connection_that_is_lost_in_the_middle_costs_no_word(
    vendor: Vendor, fault: Fault
) -> None:
    # Gladia's class makes a session by HTTP first.
    faults: tuple[Fault, ...] = ("", fault) if vendor is GLADIA else (fault,)
    async with call(vendor, *faults) as caller:
        assert await caller.hear("one two three four") == "one two three four"
        assert await caller.hear("the fees") == "the fees"


@pytest.mark.parametrize("vendor", ALL)
async def test_a_connection_that_was_lost_between_utterances_is_replaced(vendor: Vendor) -> None:
    async with call(vendor) as caller:
        assert await caller.hear("one two") == "one two"
        for socket in caller.server.sockets:
            await socket.close()
        await asyncio.sleep(0.05)
        assert await caller.hear("the fees") == "the fees"


@pytest.mark.parametrize("vendor", ALL)
async def test_a_refused_key_is_said_and_not_tried_again(vendor: Vendor) -> None:
    async with call(vendor, always="401") as caller:
        with pytest.raises(StageError, match="authentication, HTTP 401") as caught:
            await caller.hear("one")
        assert "secret" not in str(caught.value)
        assert caught.value.stage == "stt"


@pytest.mark.parametrize("vendor", ALL)
async def test_a_server_in_trouble_is_tried_twice(vendor: Vendor) -> None:
    async with call(vendor, "500") as caller:
        assert await caller.hear("one two") == "one two"
    async with call(vendor, always="500") as caller:
        with pytest.raises(StageError, match="HTTP 500"):
            await caller.hear("one")


@pytest.mark.parametrize("vendor", ALL)
async def test_garbage_is_ignored_or_another_connection_is_tried(vendor: Vendor) -> None:
    async with call(vendor, "garbage") as caller:
        assert await caller.hear("one two") == "one two"


@pytest.mark.parametrize("vendor", ALL)
async def test_a_slow_connection_gets_what_was_said_meanwhile(vendor: Vendor) -> None:
    async with call(vendor, "slow") as caller:
        started = time.monotonic()
        assert await caller.hear("one two") == "one two"
        assert time.monotonic() - started >= SLOW_S


@pytest.mark.parametrize("vendor", params(DEEPGRAM, CARTESIA))
async def test_noise_is_an_empty_text(vendor: Vendor) -> None:
    async with call(vendor, "mute", ttfs_p99_latency=0.1) as caller:
        await caller.session.begin()
        await caller.session.push(np.full(1600, 50, np.int16))
        transcript = await caller.session.transcript()
        assert (transcript.text, transcript.confidence) == ("", 0.0)
        assert await caller.hear("the fees") in ("the fees", "")


@pytest.mark.parametrize("vendor", params(DEEPGRAM, CARTESIA, SONIOX))
async def test_a_vendor_that_never_answers_is_given_up_at_the_deadline(vendor: Vendor) -> None:
    async with call(vendor, "hang") as caller:
        await caller.session.begin()
        await caller.say("one two")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await caller.session.transcript()
        assert await caller.hear("the fees") == "the fees"


async def test_a_text_that_may_still_change_is_not_taken_for_the_last_word() -> None:
    async with call(SONIOX, ttfs_p99_latency=0.01) as caller:
        assert isinstance(caller.server, SonioxServer)
        caller.server.forgets_the_end = True
        with pytest.raises(StageError, match="no final text came"):
            await caller.hear("one two")
        assert len(caller.server.asked) == 2


async def test_the_second_try_is_not_believed_that_nothing_was_said() -> None:
    async with call(SONIOX, "close", "hang", ttfs_p99_latency=0.01) as caller:
        with pytest.raises(StageError, match="the connection was lost"):
            await caller.hear("one two")


async def test_deepgram_is_told_of_the_audio_and_gives_its_confidence() -> None:
    pytest.importorskip("deepgram")
    settings = {"model": "nova-9", "language": "es", "keyterm": ["Sparkasse"]}
    async with call(DEEPGRAM, settings=settings) as caller:
        await caller.session.begin()
        await caller.say("one")
        assert (await caller.session.transcript()).confidence == pytest.approx(0.75)
        asked = caller.server.asked[0]
    assert (asked["model"], asked["language"], asked["keyterm"]) == ("nova-9", "es", "Sparkasse")
    assert (asked["sample_rate"], asked["encoding"]) == ("16000", "linear16")
    assert asked["key"].endswith(KEY)


async def test_a_service_with_a_rate_of_its_own_gets_the_audio_at_that_rate() -> None:
    async with call(CARTESIA, sample_rate=8000) as caller:
        assert await caller.hear("my balance") == "my balance"
        assert caller.server.asked[0]["sample_rate"] == "8000"


async def test_nothing_can_be_pushed_before_an_utterance_is_begun() -> None:
    async with call(CARTESIA) as caller:
        with pytest.raises(StageError, match="no utterance was begun"):
            await caller.session.push(np.zeros(10, np.int16))
        with pytest.raises(StageError, match="no utterance was begun"):
            await caller.session.transcript()


async def test_calls_listen_at_the_same_time_without_mixing() -> None:
    texts = ["one two", "three", "my balance", "the fees"]
    server = CARTESIA.server()
    async with server.serving():
        engine = CARTESIA.engine(server)
        sessions = [Call(engine.session(16000, lambda partial: None), server) for _ in texts]
        pairs = zip(sessions, texts, strict=True)
        assert await asyncio.gather(*(c.hear(text) for c, text in pairs)) == texts
        assert len(server.asked) == len(texts)
        await asyncio.gather(*(caller.session.close() for caller in sessions))
        await engine.aclose()
