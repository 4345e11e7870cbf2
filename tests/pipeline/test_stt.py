"""Recognition begins at a pause; what it takes until the turn is over costs the turn nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from pipecat.frames.frames import InterimTranscriptionFrame, TranscriptionFrame
from stages import Bench, make_call, on_bench

from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.effort import Effort, Level
from voice_agent.core.engines import EngineInfo
from voice_agent.core.turn import Transcript
from voice_agent.pipeline.frames import (
    CandidateFrame,
    FailedFrame,
    SpeakingFrame,
    SpeechFrame,
    TranscriptFrame,
    TranscriptGuess,
    TurnFrame,
    Utterance,
)
from voice_agent.pipeline.stt import SttStage

pytestmark = pytest.mark.virtual_time


class Recogniser:
    """Takes 0.3 s for an utterance and calls it by its length in tenths of a second.

    Attributes:
        asked: Length, question and draft of every utterance it was given.
        cancelled: How many of them nobody waited for.
    """

    def __init__(self, info: EngineInfo = EngineInfo("fake"), seconds: float = 0.3) -> None:
        self.info = info
        self.seconds = seconds
        self.asked: list[tuple[int, str, str]] = []
        self.cancelled = 0
        self.fails = False

    async def transcribe(
        self, audio: Any, rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        tenths = audio.size // 1600
        self.asked.append((tenths, asked, draft))
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.fails:
            raise RuntimeError("out of memory")
        return Transcript(f"heard {tenths}" if tenths else "", 0.9)


@asynccontextmanager
async def bench(
    engine: Any,
    budget: Budget = Budget(100, 2000, "clarify"),
    effort: Effort | None = None,
    **handle: Any,
) -> AsyncIterator[Bench]:
    call = make_call(effort=effort)
    stage = SttStage(call, EngineHandle("stt", engine, **handle), budget)
    async with on_bench(stage, call) as it:
        call.open_turn()
        yield it


def said(tenths: int, revision: int = 1, turn: int = 1) -> Utterance:
    return Utterance(turn, revision, np.zeros(1600 * tenths, np.int16), 0.0)


def pause(it: Bench, tenths: int, revision: int = 1) -> CandidateFrame:
    return CandidateFrame(said(tenths, revision), it.call.context())


def over(it: Bench, tenths: int, revision: int = 1) -> TurnFrame:
    return TurnFrame(said(tenths, revision), it.call.context())


async def test_recognition_begins_at_the_pause_and_the_turn_waits_for_the_rest_of_it() -> None:
    engine = Recogniser()
    async with bench(engine) as it:
        await it.take(pause(it, 8))
        await asyncio.sleep(0.2)
        await it.take(over(it, 8))
        assert it.now == pytest.approx(0.3), "not 0.2 + 0.3"
        assert [frame.transcript.text for frame in it.all(TranscriptFrame)] == ["heard 8"]
        assert len(engine.asked) == 1


async def test_a_turn_whose_words_are_known_waits_for_nothing() -> None:
    async with bench(Recogniser()) as it:
        await it.take(pause(it, 8))
        await asyncio.sleep(1)
        await it.take(over(it, 8))
        assert it.times(TranscriptFrame) == [1.0]
        assert it.times(TranscriptGuess) == [0.3]


async def test_a_guess_is_not_told() -> None:
    async with bench(Recogniser()) as it:
        await it.take(pause(it, 8))
        await asyncio.sleep(1)
        assert it.hub.kinds == []
        assert it.call.turn.transcript is None
        assert [type(frame) for _, frame, _ in it.pushed] == [TranscriptGuess]
        await it.take(over(it, 8))
        assert it.hub.kinds == ["transcript"]
        assert it.call.turn.transcript == Transcript("heard 8", 0.9)
        assert [frame.text for frame in it.all(TranscriptionFrame)] == ["heard 8"]


async def test_when_the_caller_goes_on_the_guess_is_dropped() -> None:
    engine = Recogniser()
    async with bench(engine) as it:
        await it.take(pause(it, 8, revision=1))
        await asyncio.sleep(0.1)
        await it.take(pause(it, 15, revision=2))
        await asyncio.sleep(1)
        assert [guess.transcript.text for guess in it.all(TranscriptGuess)] == ["heard 15"]
        assert engine.cancelled == 1
        await it.take(over(it, 15, revision=2))
        assert [frame.transcript.text for frame in it.all(TranscriptFrame)] == ["heard 15"]


async def test_a_turn_that_no_pause_announced_is_recognised_itself() -> None:
    engine = Recogniser()
    async with bench(engine) as it:
        await it.take(pause(it, 8, revision=1))
        await it.take(over(it, 20, revision=2))
        assert it.now == pytest.approx(0.3)
        assert [frame.transcript.text for frame in it.all(TranscriptFrame)] == ["heard 20"]
        assert it.all(TranscriptGuess) == []


async def test_what_was_heard_before_is_the_draft_of_the_same_turn_only() -> None:
    engine = Recogniser()
    async with bench(engine) as it:
        await it.take(pause(it, 8, revision=1))
        await asyncio.sleep(1)
        await it.take(over(it, 15, revision=2))
        it.call.open_turn()
        await it.take(TurnFrame(said(5, 3, turn=2), it.call.context()))
        assert [(tenths, draft) for tenths, _, draft in engine.asked] == [
            (8, ""),
            (15, "heard 8"),
            (5, ""),
        ]


async def test_an_engine_that_is_not_local_is_asked_when_the_turn_is_over_and_not_before() -> None:
    engine = Recogniser(EngineInfo("hosted", local=False))
    async with bench(engine) as it:
        await it.take(SpeakingFrame(said(4), it.call.context()))
        await it.take(pause(it, 8))
        await asyncio.sleep(1)
        assert engine.asked == []
        await it.take(over(it, 8))
        assert it.times(TranscriptFrame) == [1.3]


async def test_one_that_may_guess_all_the_same_does() -> None:
    async with bench(Recogniser(EngineInfo("hosted", local=False)), speculate=True) as it:
        await it.take(pause(it, 8))
        await asyncio.sleep(1)
        assert it.times(TranscriptGuess) == [0.3]


async def test_a_recogniser_that_fails_does_what_its_budget_says() -> None:
    engine = Recogniser()
    engine.fails = True
    async with bench(engine) as it:
        await it.take(pause(it, 8))
        await asyncio.sleep(1)
        assert it.hub.kinds == [], "the turn itself reports it"
        assert it.pushed == []
        await it.take(over(it, 8))
        assert it.hub.kinds == ["error"]
        assert it.all(FailedFrame)[0].action == "clarify"
        assert it.all(TranscriptFrame) == []


async def test_one_that_is_late_is_waited_for_until_its_deadline() -> None:
    async with bench(Recogniser(seconds=9), Budget(100, 500, "human")) as it:
        await it.take(over(it, 8))
        assert it.times(FailedFrame) == [0.5]
        assert it.all(FailedFrame)[0].action == "human"


async def test_the_last_partial_can_stand_in_for_what_was_not_heard() -> None:
    engine = Recogniser()
    async with bench(engine, Budget(100, 500, "last_partial")) as it:
        await it.take(SpeakingFrame(said(4), it.call.context()))
        await asyncio.sleep(0.4)
        engine.seconds = 9
        await it.take(over(it, 8))
        assert [frame.transcript.text for frame in it.all(TranscriptFrame)] == ["heard 4"]
        assert it.hub.kinds == ["partial", "error", "overrun", "transcript"]


async def test_without_a_partial_nothing_stands_in() -> None:
    async with bench(Recogniser(seconds=9), Budget(100, 500, "last_partial")) as it:
        await it.take(over(it, 8))
        assert it.all(FailedFrame)[0].action == "last_partial"


async def test_partials_are_shown_while_the_caller_speaks_with_a_rest_after_each() -> None:
    engine = Recogniser(seconds=0.1)
    async with bench(engine) as it:
        for tenths in range(1, 12):
            await it.take(SpeakingFrame(said(tenths), it.call.context()))
            await asyncio.sleep(0.1)
        # Made in 0.1 s, so the recogniser is left alone for 0.4 s.
        assert [tenths for tenths, _, _ in engine.asked] == [1, 6, 11]
        assert it.times(InterimTranscriptionFrame)[:2] == [0.1, 0.6]
        first, second = (event.model_dump() for event in it.hub.events[:2])
        assert (first["text"], first["tentative"]) == ("", "heard 1")
        assert (second["text"], second["tentative"]) == ("heard", "6"), "what both agree on stays"


async def test_a_partial_of_a_turn_that_is_over_is_not_shown() -> None:
    async with bench(Recogniser()) as it:
        await it.take(SpeakingFrame(said(4), it.call.context()))
        await asyncio.sleep(0.1)
        it.call.open_turn()
        await asyncio.sleep(1)
        assert it.hub.kinds == []
        assert it.all(InterimTranscriptionFrame) == []


async def test_nothing_heard_is_no_partial_and_no_transcription() -> None:
    async with bench(Recogniser()) as it:
        await it.take(SpeakingFrame(said(0), it.call.context()))
        await asyncio.sleep(0.5)
        await it.take(over(it, 0))
        assert it.hub.kinds == ["transcript"]
        assert it.all(TranscriptionFrame) == it.all(InterimTranscriptionFrame) == []
        assert it.all(TranscriptFrame)[0].transcript.text == ""


async def test_a_recogniser_that_fails_at_a_partial_says_nothing() -> None:
    engine = Recogniser()
    engine.fails = True
    async with bench(engine) as it:
        await it.take(SpeakingFrame(said(4), it.call.context()))
        await asyncio.sleep(0.5)
        assert it.hub.kinds == []
        assert it.pushed == []


class BlockingRecogniser:
    """Has one thread, in which an utterance takes as long as ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def transcribe(
        self, audio: Any, rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        time.sleep(self.seconds)
        return Transcript(f"heard {audio.size // 1600}", 0.9)


async def test_a_guess_waits_a_moment_while_another_call_has_the_recogniser() -> None:
    """Most breaths are over within 0.16 s: they cost a busy recogniser nothing."""
    call = make_call()
    handle = EngineHandle("stt", BlockingRecogniser(0.3))
    stage = SttStage(call, handle, Budget(100, 2000))
    async with on_bench(stage, call) as it:
        call.open_turn()
        audio = np.zeros(0, np.int16)
        other = asyncio.create_task(handle.run("transcribe", audio, 16000, deadline_ms=5000))
        await asyncio.sleep(0.05)
        await it.take(pause(it, 8, revision=1))
        await asyncio.sleep(0.1)
        await it.take(pause(it, 9, revision=2))
        await other
        await asyncio.sleep(1)
        # Due 0.16 s after the second pause, and then after the other call's.
        assert [guess.transcript.text for guess in it.all(TranscriptGuess)] == ["heard 9"]
        assert it.times(TranscriptGuess) == [pytest.approx(0.61, abs=0.011)]
    await asyncio.to_thread(handle.close)


async def test_on_a_busy_machine_a_guess_waits_though_the_recogniser_is_free() -> None:
    engine, effort = Recogniser(seconds=0.1), Effort(Level.LATER)
    async with bench(engine, effort=effort) as it:
        await it.take(pause(it, 8, revision=1))
        await asyncio.sleep(0.1)
        await it.take(pause(it, 9, revision=2))
        await asyncio.sleep(0.5)
        assert [tenths for tenths, _, _ in engine.asked] == [9]
        assert it.times(TranscriptGuess) == [0.36]


async def test_what_a_busy_machine_leaves_out_changes_no_turn() -> None:
    engine = Recogniser(seconds=0.1)
    async with bench(engine, effort=Effort(Level.LATER)) as it:
        await it.take(pause(it, 8, revision=1))
        await asyncio.sleep(0.2)
        await it.take(over(it, 8, revision=1))
        assert [tenths for tenths, _, _ in engine.asked] == [8]
        assert [frame.transcript.text for frame in it.all(TranscriptFrame)] == ["heard 8"]


async def test_a_turn_that_is_over_does_not_wait_for_breaths_to_be_over() -> None:
    engine = Recogniser(seconds=0.1)
    async with bench(engine, effort=Effort(Level.LATER)) as it:
        await it.take(pause(it, 8, revision=1))
        await asyncio.sleep(0.05)
        await it.take(over(it, 8, revision=1))
        assert it.times(TranscriptFrame) == [0.15]
        assert len(engine.asked) == 1


async def test_on_a_busy_machine_nothing_is_shown_while_the_caller_speaks() -> None:
    engine, effort = Recogniser(), Effort(Level.LESS)
    async with bench(engine, effort=effort) as it:
        await it.take(SpeakingFrame(said(4), it.call.context()))
        await asyncio.sleep(0.5)
        assert engine.asked == []
        effort.level = Level.ALL
        await it.take(SpeakingFrame(said(8), it.call.context()))
        await asyncio.sleep(0.5)
        assert [tenths for tenths, _, _ in engine.asked] == [8]


class StreamingRecogniser:
    """Is told the audio as it comes and shows what it has so far."""

    info = EngineInfo("streaming", streaming=True)

    def session(self, rate_hz: int, on_partial: Any) -> StreamingRecogniser:
        self.heard = 0
        self.on_partial = on_partial
        return self

    async def begin(self) -> None:
        self.heard = 0

    async def push(self, audio: Any) -> None:
        self.heard += audio.size // 1600
        self.on_partial(Transcript(f"heard {self.heard}", 0.5))

    async def transcript(self, *, asked: str = "") -> Transcript:
        await asyncio.sleep(0.05)
        return Transcript(f"heard {self.heard}", 0.9)

    async def close(self) -> None:
        pass


async def test_a_recogniser_that_streams_hears_the_audio_as_it_comes() -> None:
    async with bench(StreamingRecogniser()) as it:
        for piece in range(4):
            audio = np.zeros(3200, np.int16)
            await it.take(SpeechFrame(1, audio, begins=not piece))
            await it.take(SpeakingFrame(said(2 + 2 * piece), it.call.context()))
            await asyncio.sleep(0.2)
        assert [frame.text for frame in it.all(InterimTranscriptionFrame)] == [
            "heard 2", "heard 4", "heard 6", "heard 8",
        ]  # fmt: skip
        await it.take(over(it, 8))
        assert it.times(TranscriptFrame) == [pytest.approx(0.85)]
        assert it.all(TranscriptFrame)[0].transcript.text == "heard 8"
