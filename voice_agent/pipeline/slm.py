"""The SLM stage: what does this turn mean, and does it answer the agent's question?"""

from __future__ import annotations

from dataclasses import asdict, replace

from pipecat.processors.frame_processor import FrameDirection

from voice_agent.calls.call import Call
from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import AnswerFound, EntityFound, EscalationScore, Understood
from voice_agent.core.turn import Answered, Transcript, TurnReading
from voice_agent.dialogue.completeness import completeness
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.verification import (
    hidden,
)
from voice_agent.pipeline.frames import (
    CompletenessFrame,
    FailedFrame,
    ReadingFrame,
    ReadingGuess,
    TranscriptFrame,
    TranscriptGuess,
)
from voice_agent.pipeline.stage import Stage
from voice_agent.pipeline.turn_reader import TurnReader, Understanding

QUESTIONS_DEADLINE_MS = 50.0
"""Far above what the answers take; then the turn has none."""


class SlmStage(Stage):
    """Transcripts in, readings out."""

    def __init__(
        self,
        call: Call,
        engine: EngineHandle,
        budget: Budget,
        questions: EngineHandle | None = None,
    ) -> None:
        super().__init__("slm")
        self._call = call
        self._engine = engine
        self._questions = questions
        self._budget = budget
        # The last guess: when it turns out to be the turn, it has been read already.
        self._guessed: tuple[Transcript, TurnContext, Understanding] | None = None
        self.handles({TranscriptFrame: self._read, TranscriptGuess: self._guess})

    async def _guess(self, frame: TranscriptGuess) -> None:
        try:
            reading, response = await self._understand(frame.transcript, frame.context, guess=True)
        except VoiceAgentError:
            return  # The turn itself will report it.
        said = frame.utterance
        whole = completeness(self._call.playbook, frame.context, reading, response)
        await self.push_frame(
            CompletenessFrame(said.turn, said.revision, whole), FrameDirection.UPSTREAM
        )
        if frame.transcript.text:
            await self.push_frame(ReadingGuess(reading, response, frame.context))

    async def _understand(
        self, transcript: Transcript, context: TurnContext, *, guess: bool = False
    ) -> Understanding:
        if self._guessed is not None and self._guessed[:2] == (transcript, context):
            return self._guessed[2]
        reader = TurnReader(self._call, self._engine, self._budget.deadline_ms, context, guess)
        reading, response = await reader.understand(transcript)
        if self._questions is not None:
            reading = replace(reading, answers=await self._answers(transcript.text))
        self._guessed = (transcript, context, (reading, response))
        return reading, response

    async def _answers(self, text: str) -> tuple[Answered, ...]:
        """Answer the playbook's questions; a turn without answers is better than a late one."""
        assert self._questions is not None
        try:
            found: tuple[Answered, ...] = await self._questions.run(
                "answer", text, deadline_ms=QUESTIONS_DEADLINE_MS
            )
        except VoiceAgentError:
            self._call.overrun("slm", "log")
            return ()
        return found

    async def _read(self, frame: TranscriptFrame) -> None:
        call = self._call
        try:
            reading, response = await self._understand(frame.transcript, frame.context)
        except VoiceAgentError as error:
            call.problem(error)
            await self.push_frame(FailedFrame(frame.turn, "slm", self._budget.on_overrun))
            return
        call.turn.timeline.mark("read", call.clock.now())
        call.turn.reading = reading
        call.answers.update({one.question: one for one in reading.answers})
        if frame.transcript.text:
            state, today = frame.context.state, frame.context.today
            text = hidden(call.playbook, state, reading.transcript.text, today)
            seen = replace(reading, entities=()) if call.turn.card else reading
            call.emit(understood(seen, text))
        await self.push_frame(ReadingFrame(frame.turn, reading, response, frame.context))


def understood(reading: TurnReading, text: str) -> Understood:
    """Return the event that shows a reading.

    Args:
        reading: The reading.
        text: Its text as it may be shown.
    """
    return Understood(
        text=text,
        intent=reading.intent,
        act=reading.act,
        confidence=round(reading.confidence, 3),
        sentiment=reading.sentiment,
        reasoning=round(reading.reasoning, 3),
        entities=tuple(
            EntityFound(type=e.type, text=e.text, value=e.value, start=e.start, end=e.end)
            for e in reading.entities
        ),
        escalation=EscalationScore(
            score=round(reading.escalation.score, 3), reason=reading.escalation.reason
        ),
        answers=tuple(AnswerFound(**asdict(one)) for one in reading.answers),
    )
