"""The SLM stage: what does this turn mean?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.calls.call import Call
from voice_agent.core.budgets import Budget
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import EntityFound, EscalationScore, Understood
from voice_agent.core.executor import EngineExecutor
from voice_agent.core.turn import Transcript, TurnReading
from voice_agent.dialogue.completeness import sense
from voice_agent.pipeline.frames import (
    CandidateFrame,
    FailedFrame,
    GuessFrame,
    ReadingFrame,
    TranscriptFrame,
)
from voice_agent.slm.engine import ReadingEngine


class SlmStage(FrameProcessor):
    """Transcripts in, readings out."""

    def __init__(
        self,
        call: Call,
        engine: ReadingEngine,
        executor: EngineExecutor,
        budget: Budget,
        today: Callable[[], date],
    ) -> None:
        super().__init__(name="slm")
        self._call = call
        self._engine = engine
        self._executor = executor
        self._budget = budget
        self._today = today
        # The last guess: when it turns out to be the turn, it has been read already.
        self._guessed: tuple[Transcript, str, TurnReading] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Read transcripts; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, TranscriptFrame):
            await self._read(frame.turn, frame.transcript)
        elif isinstance(frame, GuessFrame) and isinstance(frame.value, Transcript):
            await self._guess(frame.candidate, frame.value)
        else:
            await self.push_frame(frame, direction)

    async def _guess(self, candidate: CandidateFrame, transcript: Transcript) -> None:
        call = self._call
        try:
            reading = await self._understand(transcript)
        except VoiceAgentError:
            return  # The turn itself will report it.
        if not candidate.sense.done():
            candidate.sense.set_result(sense(call.playbook, call.dialogue, reading, self._today()))
        if transcript.text:
            await self.push_frame(GuessFrame(candidate=candidate, value=reading))

    async def _understand(self, transcript: Transcript) -> TurnReading:
        asked = self._call.dialogue.last_reply
        if self._guessed is not None and self._guessed[:2] == (transcript, asked):
            return self._guessed[2]
        reading = await self._executor.run(
            lambda: self._engine.read(transcript, asked=asked),
            deadline_ms=self._budget.deadline_ms,
        )
        self._guessed = (transcript, asked, reading)
        return reading

    async def _read(self, turn: int, transcript: Transcript) -> None:
        call = self._call
        try:
            reading = await self._understand(transcript)
        except VoiceAgentError as error:
            call.problem(error)
            await self.push_frame(FailedFrame(turn, "slm", self._budget.on_overrun))
            return
        call.turn.timeline.mark("read", call.clock())
        call.turn.reading = reading
        if transcript.text:
            call.emit(understood(reading))
        await self.push_frame(ReadingFrame(turn=turn, reading=reading))


def understood(reading: TurnReading) -> Understood:
    """Return the event that shows a reading."""
    return Understood(
        text=reading.transcript.text,
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
    )
