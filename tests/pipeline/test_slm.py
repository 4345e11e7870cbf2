"""A guess is read ahead of its turn, tells the turn stage how complete it is, and is read once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import numpy as np
import pytest
from fakes import TODAY, entity, reading
from pipecat.processors.frame_processor import FrameDirection
from stages import Bench, make_call, on_bench

from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.turn import Answered, Escalation, Transcript, TurnReading
from voice_agent.dialogue.completeness import ANSWERED, UNANSWERED
from voice_agent.dialogue.state import DialogueState
from voice_agent.pipeline.frames import (
    CompletenessFrame,
    FailedFrame,
    ReadingFrame,
    ReadingGuess,
    TranscriptFrame,
    TranscriptGuess,
    Utterance,
)
from voice_agent.pipeline.slm import SlmStage, understood

pytestmark = pytest.mark.virtual_time


class Reader:
    """Takes 50 ms to read a turn.

    Attributes:
        asked: Text, question and day of all that was read.
    """

    def __init__(self, info: EngineInfo = EngineInfo("fake")) -> None:
        self.info = info
        self.seconds = 0.05
        self.asked: list[tuple[str, str, date | None]] = []
        self.fails = False

    async def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        self.asked.append((transcript.text, asked, today))
        await asyncio.sleep(self.seconds)
        if self.fails:
            raise RuntimeError("bad tensor")
        return reading(transcript.text, "balance", completeness=0.7)


class Quiz:
    """Questions that say what a turn answers, after 2 ms."""

    def __init__(self, seconds: float = 0.002) -> None:
        self.info = EngineInfo("quiz")
        self.seconds = seconds
        self.asked: list[str] = []

    async def answer(self, text: str) -> tuple[Answered, ...]:
        self.asked.append(text)
        await asyncio.sleep(self.seconds)
        return (Answered("urgent", "yes", 0.9, 1.0),) if "now" in text else ()


@asynccontextmanager
async def bench(
    engine: Reader, budget: Budget = Budget(50, 400, "next_route"), quiz: Quiz | None = None
) -> AsyncIterator[Bench]:
    call = make_call()
    questions = EngineHandle("slm", quiz) if quiz else None
    stage = SlmStage(call, EngineHandle("slm", engine), budget, questions)
    async with on_bench(stage, call) as it:
        call.open_turn()
        yield it


def guess(it: Bench, text: str, revision: int = 1) -> TranscriptGuess:
    said = Utterance(it.call.turn.number, revision, np.zeros(0, np.int16), 0.0)
    return TranscriptGuess(said, Transcript(text, 0.9), it.call.context())


def turn(it: Bench, text: str) -> TranscriptFrame:
    return TranscriptFrame(it.call.turn.number, Transcript(text, 0.9), it.call.context())


async def test_a_turn_that_was_guessed_is_not_read_again() -> None:
    engine = Reader()
    async with bench(engine) as it:
        await it.take(guess(it, "my balance"))
        assert it.times(ReadingGuess) == [0.05]
        await it.take(turn(it, "my balance"))
        assert it.times(ReadingFrame) == [0.05]
        assert it.all(ReadingFrame)[0].reading is it.all(ReadingGuess)[0].reading
        assert engine.asked == [("my balance", "", TODAY)]


async def test_a_guess_is_not_told() -> None:
    async with bench(Reader()) as it:
        await it.take(guess(it, "my balance"))
        assert it.hub.kinds == []
        assert it.call.turn.reading is None
        await it.take(turn(it, "my balance"))
        assert it.hub.kinds == ["reading"]
        assert it.call.turn.reading is not None


async def test_other_words_or_another_question_are_read_anew() -> None:
    engine = Reader()
    async with bench(engine) as it:
        await it.take(guess(it, "my balance"))
        await it.take(turn(it, "my balance please"))
        it.call.conversation.state = DialogueState(last_reply="To whom?")
        await it.take(turn(it, "my balance please"))
        assert [(text, asked) for text, asked, _ in engine.asked] == [
            ("my balance", ""),
            ("my balance please", ""),
            ("my balance please", "To whom?"),
        ]


async def test_how_complete_a_guess_is_travels_upstream() -> None:
    async with bench(Reader()) as it:
        await it.take(guess(it, "my balance", revision=3))
        at, frame, direction = it.pushed[0]
        assert (frame.turn, frame.revision, frame.completeness.probability) == (1, 3, 0.7)  # type: ignore[attr-defined]
        assert (at, direction) == (0.05, FrameDirection.UPSTREAM)


async def test_an_answer_to_a_question_is_complete() -> None:
    async with bench(Reader()) as it:
        it.call.conversation.state = DialogueState(task="transfer", awaiting="confirm")
        await it.take(guess(it, "no"))
        assert it.all(CompletenessFrame)[0].completeness.probability == ANSWERED
        assert it.all(ReadingGuess)[0].response.kind == "no"


async def test_no_words_are_no_turn_yet_and_no_guess() -> None:
    async with bench(Reader()) as it:
        await it.take(guess(it, ""))
        assert it.all(CompletenessFrame)[0].completeness.probability == UNANSWERED
        assert it.all(ReadingGuess) == []
        await it.take(turn(it, ""))
        assert it.hub.kinds == [], "nothing was understood, so nothing is shown"
        assert len(it.all(ReadingFrame)) == 1


async def test_a_guess_that_cannot_be_read_says_nothing() -> None:
    engine = Reader()
    engine.fails = True
    async with bench(engine) as it:
        await it.take(guess(it, "my balance"))
        assert it.hub.kinds == []
        assert it.pushed == []


async def test_a_turn_that_cannot_be_read_does_what_its_budget_says() -> None:
    engine = Reader()
    engine.fails = True
    async with bench(engine) as it:
        await it.take(turn(it, "my balance"))
        assert it.hub.kinds == ["error"]
        failed = it.all(FailedFrame)[0]
        assert (failed.turn, failed.stage, failed.action) == (1, "slm", "next_route")
        assert it.all(ReadingFrame) == []


async def test_a_reader_that_is_late_is_given_up() -> None:
    engine = Reader()
    engine.seconds = 5
    async with bench(engine, Budget(50, 400, "human")) as it:
        await it.take(turn(it, "my balance"))
        assert it.times(FailedFrame) == [0.4]
        assert it.all(FailedFrame)[0].action == "human"


async def test_an_engine_that_is_not_local_reads_turns_only() -> None:
    engine = Reader(EngineInfo("hosted", local=False))
    async with bench(engine) as it:
        await it.take(guess(it, "my balance"))
        assert engine.asked == []
        assert it.pushed == []
        await it.take(turn(it, "my balance"))
        assert len(it.all(ReadingFrame)) == 1


async def test_when_a_turn_was_read_is_on_its_timeline() -> None:
    async with bench(Reader()) as it:
        began = it.call.clock.now()
        await it.take(turn(it, "my balance"))
        assert it.call.turn.timeline.marks["read"] - began == pytest.approx(0.05)


def test_what_an_event_shows_of_a_reading() -> None:
    found = reading(
        "send it to Sarah",
        "transfer",
        0.91249,
        act="request",
        entities=[entity("payee", "Sarah", "Sarah", "send it to Sarah")],
        escalation=Escalation(0.12345, "person"),
        reasoning=0.98765,
    )
    assert understood(found, "send it to Sarah").model_dump(
        include={"text", "intent", "act", "confidence"}
    ) == {
        "text": "send it to Sarah",
        "intent": "transfer",
        "act": "request",
        "confidence": 0.912,
    }
    event = understood(found, "send it to Sarah")
    assert (event.reasoning, event.sentiment) == (0.988, "neutral")
    assert (event.escalation.score, event.escalation.reason) == (0.123, "person")
    assert [one.model_dump() for one in event.entities] == [
        {"type": "payee", "text": "Sarah", "value": "Sarah", "start": 11, "end": 16}
    ]


async def test_an_engine_without_the_method_fails_as_others_do() -> None:
    async with bench(object()) as it:  # type: ignore[arg-type]
        await it.take(turn(it, "my balance"))
        assert it.hub.kinds == ["error"]
        assert it.all(FailedFrame)[0].action == "next_route"


async def test_the_playbooks_questions_are_answered_once_a_turn_and_remembered() -> None:
    quiz = Quiz()
    async with bench(Reader(), quiz=quiz) as it:
        await it.take(guess(it, "my balance now"))
        await it.take(turn(it, "my balance now"))
        assert quiz.asked == ["my balance now"]
        (frame,) = it.all(ReadingFrame)
        assert frame.reading.answers == (Answered("urgent", "yes", 0.9, 1.0),)
        assert it.call.answers == {"urgent": frame.reading.answers[0]}
        await it.take(turn(it, "thank you"))
        assert it.call.answers == {"urgent": frame.reading.answers[0]}


async def test_a_turn_does_not_wait_for_its_answers() -> None:
    async with bench(Reader(), quiz=Quiz(seconds=1.0)) as it:
        await it.take(turn(it, "my balance now"))
        (frame,) = it.all(ReadingFrame)
        assert frame.reading.answers == ()
        assert it.call.answers == {}
