"""What the caller hears when the voice is late or fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange import MakeExchange, exchange_in
from numpy.typing import NDArray
from pipecat.frames.frames import (
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from stages import Bench, make_call, on_bench

from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.effort import Effort, Level
from voice_agent.core.turn import Reply, Segment
from voice_agent.language.en.clauses import split_clauses
from voice_agent.pipeline.frames import FailedFrame, ReplyFrame, ReplyGuess
from voice_agent.pipeline.tts import TtsStage
from voice_agent.tts.voice import Voice

pytestmark = pytest.mark.virtual_time


@pytest.fixture
def exchange(tmp_path: Path) -> MakeExchange:
    return exchange_in(tmp_path)


class BreakingVoice:
    """Speaks until it is broken: then it fails or hangs."""

    sample_rate_hz = 16000

    def __init__(self) -> None:
        self.broken = ""

    def synthesise(self, text: str) -> NDArray[np.int16]:
        if self.broken == "fails":
            raise RuntimeError("out of memory")
        if self.broken == "hangs":
            time.sleep(30)
        return np.full(800 * len(text.split()), 5000, np.int16)


@pytest.mark.parametrize("how", ["fails", "hangs"])
async def test_a_dead_voice_hands_over_with_words_it_remembers(
    exchange: MakeExchange, how: str
) -> None:
    engine = BreakingVoice()
    voice = Voice(EngineHandle("tts", engine))
    stages = {"tts": {"deadline_ms": 150}}
    async with exchange("my balance", voice=voice, stages=stages) as line:
        clauses = split_clauses(line.server.engines.playbook.says.handoff)
        await voice.prepare(clauses, deadline_ms=1000)
        async with line.phone() as phone:
            await phone.greeted()
            engine.broken = how
            await phone.say()
            assert (await phone.until("overrun"))["stage"] == "tts"
            ended = await phone.until("ended")
        assert ended["reason"] == "handoff"
        assert [r["source"] for r in phone.all("reply")] == ["agent", "playbook", "handoff"]
        spoken = np.frombuffer(bytes(phone.audio), "<i2")
        words = len(line.server.engines.playbook.says.handoff.split())
        assert (spoken == 5000).sum() >= 800 * words, "the hand-over was heard to its end"


async def test_a_voice_that_may_fail_goes_on_with_the_next_clause(exchange: MakeExchange) -> None:
    engine = BreakingVoice()
    stages = {"tts": {"on_overrun": "log"}}
    voice = Voice(EngineHandle("tts", engine))
    async with exchange("my balance", voice=voice, stages=stages) as line:
        async with line.phone() as phone:
            await phone.greeted()
            engine.broken = "fails"
            await phone.say()
            await phone.until("error")
            assert (await phone.until("overrun"))["action"] == "log"
            assert not phone.all("ended")


class SlowVoice:
    """Takes ``seconds`` for a clause, and speaks 50 ms for each word.

    Attributes:
        made: Every clause that it was given.
    """

    sample_rate_hz = 16000

    def __init__(self, seconds: float = 0.1, fails_at: str = "") -> None:
        self.seconds = seconds
        self.fails_at = fails_at
        self.made: list[str] = []

    async def synthesise(self, text: str) -> NDArray[np.int16]:
        self.made.append(text)
        await asyncio.sleep(self.seconds)
        if text == self.fails_at:
            raise RuntimeError("out of memory")
        return np.full(800 * len(text.split()), 5000, np.int16)


@asynccontextmanager
async def speaking(
    engine: object,
    budget: Budget = Budget(100, 1000, "human"),
    effort: Effort | None = None,
) -> AsyncIterator[Bench]:
    call = make_call(effort=effort)
    stage = TtsStage(call, Voice(EngineHandle("tts", engine)), budget, speak_hz=16000)
    async with on_bench(stage, call) as it:
        call.open_turn()
        call.commit_turn()
        yield it


def said(*segments: tuple[str, str], final: bool = True, ends: Any = None) -> ReplyFrame:
    return ReplyFrame(1, Reply(tuple(Segment(*one) for one in segments), ends), final)


async def test_a_reply_is_spoken_clause_by_clause_as_each_is_made() -> None:
    async with speaking(SlowVoice()) as it:
        await it.take(said(("Got it. That is a large latte.", "playbook")))
        assert it.times(TTSAudioRawFrame) == [0.1, 0.2]
        assert [frame.text for frame in it.all(TTSTextFrame)] == [
            "Got it.",
            "That is a large latte.",
        ]
        assert (it.times(TTSStartedFrame), it.times(TTSStoppedFrame)) == ([0.0], [0.2])


async def test_what_the_caller_hears_of_it_knows_its_source() -> None:
    async with speaking(SlowVoice()) as it:
        await it.take(said(("Sent.", "playbook"), ("It costs nothing.", "knowledge:fees")))
        it.call.audio_sent(800 + 1600)
        assert [(part.source, part.spoken) for part in it.call.interrupt().parts] == [
            ("playbook", "Sent."),
            ("knowledge:fees", "It costs"),
        ]


async def test_a_reply_that_streams_is_one_reply() -> None:
    async with speaking(SlowVoice()) as it:
        await it.take(said(("It depends.", "llm"), final=False))
        assert it.call.playback.open
        await it.take(said(("On many things.", "llm"), final=False))
        await it.take(said())
        assert len(it.all(TTSStartedFrame)) == len(it.all(TTSStoppedFrame)) == 1
        assert not it.call.playback.open
        assert it.call.playback.remaining_ms == 250


async def test_no_more_than_four_seconds_are_made_ahead() -> None:
    long = "one two three four five six seven eight nine ten. " * 20
    async with speaking(SlowVoice(0.0)) as it:
        speech = asyncio.create_task(it.take(said((long, "playbook"))))
        await asyncio.sleep(5)
        assert 4000 < it.call.playback.remaining_ms <= 4500
        made = len(it.all(TTSAudioRawFrame))
        it.call.audio_sent(16000)
        await asyncio.sleep(1)
        assert len(it.all(TTSAudioRawFrame)) == made + 2
        unheard = it.call.interrupt().unspoken
        assert unheard.count("one two three") == 18, "what has not been made is not heard either"
        speech.cancel()
        await asyncio.wait({speech})


async def test_a_guess_makes_the_first_clause_and_says_nothing() -> None:
    engine = SlowVoice()
    async with speaking(engine) as it:
        await it.take(ReplyGuess("Got it. That is a large latte."))
        assert engine.made == ["Got it."]
        assert it.pushed == []
        assert it.hub.kinds == []
        await it.take(said(("Got it. That is a large latte.", "playbook")))
        assert it.times(TTSAudioRawFrame) == [0.1, 0.2], "the first clause was ready"
        assert engine.made == ["Got it.", "That is a large latte."]


async def test_on_a_busy_machine_nothing_is_made_for_a_guess() -> None:
    engine = SlowVoice()
    async with speaking(engine, effort=Effort(Level.LESS)) as it:
        await it.take(ReplyGuess("Got it. That is a large latte."))
        assert engine.made == []


async def test_a_guess_that_fails_or_is_empty_costs_nothing() -> None:
    engine = SlowVoice(fails_at="Got it.")
    async with speaking(engine) as it:
        await it.take(ReplyGuess("Got it."))
        await it.take(ReplyGuess(""))
        assert (it.pushed, it.hub.kinds) == ([], [])


async def test_a_clause_that_fails_ends_the_reply_and_is_told_upstream() -> None:
    engine = SlowVoice(fails_at="That is a large latte.")
    async with speaking(engine) as it:
        await it.take(said(("Got it. That is a large latte. It is on its way.", "playbook")))
        assert it.hub.kinds == ["error"]
        ((_, failed, direction),) = [one for one in it.pushed if isinstance(one[1], FailedFrame)]
        assert isinstance(failed, FailedFrame)
        assert (failed.stage, failed.action) == ("tts", "human")
        assert direction is FrameDirection.UPSTREAM
        assert len(engine.made) == 2, "what follows is not made"
        assert it.all(TTSStoppedFrame) == [], "a hand-over goes on here"
        await it.take(said(("A colleague takes over.", "handoff")))
        assert len(it.all(TTSStartedFrame)) == len(it.all(TTSStoppedFrame)) == 1


async def test_a_hand_over_is_said_to_its_end_although_a_clause_fails() -> None:
    engine = SlowVoice(fails_at="One moment.")
    async with speaking(engine) as it:
        await it.take(said(("One moment. A colleague takes over.", "handoff")))
        assert engine.made == ["One moment.", "A colleague takes over."]
        assert it.all(FailedFrame) == []


async def test_a_voice_that_is_late_has_failed() -> None:
    async with speaking(SlowVoice(5), Budget(100, 300, "cached")) as it:
        await it.take(said(("Got it.", "playbook")))
        assert it.now == pytest.approx(0.3)
        assert it.all(FailedFrame)[0].action == "cached"


async def test_a_turn_that_got_no_sound_waits_for_none() -> None:
    async with speaking(SlowVoice(fails_at="Got it."), Budget(100, 1000, "log")) as it:
        await it.take(said(("Got it.", "playbook")))
        assert it.hub.kinds == ["error", "overrun"]
        assert not it.call.owes_answer


async def test_the_call_ends_when_its_last_words_have_been_played() -> None:
    async with speaking(SlowVoice()) as it:
        goodbye = asyncio.create_task(it.take(said(("Goodbye.", "playbook"), ends="completed")))
        await asyncio.sleep(3)
        assert not it.call.ended.done()
        it.call.audio_sent(800)
        await asyncio.sleep(0.19)
        assert not it.call.ended.done(), "the caller's side still plays the last of it"
        await goodbye
        assert it.call.ended.result() == "completed"
