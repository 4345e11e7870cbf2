"""The SLM stage: what does this turn mean?"""

from __future__ import annotations

from typing import Protocol

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.budgets import Budget
from voice_agent.calls.call import Call
from voice_agent.errors import VoiceAgentError
from voice_agent.events import Transcript, TurnReading
from voice_agent.executor import EngineExecutor
from voice_agent.frames import FailedFrame, ReadingFrame, TranscriptFrame


class ReadingEngine(Protocol):
    """A reader of turns. Loaded once, shared by all calls, safe to call from several threads."""

    def read(self, transcript: Transcript, *, asked: str = "") -> TurnReading:
        """Understand one turn.

        Args:
            transcript: What was heard; an empty one reads as out of scope.
            asked: The agent's last words, which short answers refer to.
        """
        ...


class SlmStage(FrameProcessor):
    """Transcripts in, readings out."""

    def __init__(
        self, call: Call, engine: ReadingEngine, executor: EngineExecutor, budget: Budget
    ) -> None:
        super().__init__(name="slm")
        self._call = call
        self._engine = engine
        self._executor = executor
        self._budget = budget

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Read transcripts; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, TranscriptFrame):
            await self._read(frame.turn, frame.transcript)
        else:
            await self.push_frame(frame, direction)

    async def _read(self, turn: int, transcript: Transcript) -> None:
        call = self._call
        asked = call.dialogue.last_reply
        try:
            reading = await self._executor.run(
                lambda: self._engine.read(transcript, asked=asked),
                deadline_ms=self._budget.deadline_ms,
            )
        except VoiceAgentError as error:
            call.problem(error)
            await self.push_frame(FailedFrame(turn, "slm", self._budget.on_overrun))
            return
        call.turn.timeline.mark("read", call.clock())
        call.turn.reading = reading
        if transcript.text:
            call.emit(
                "reading",
                text=transcript.text,
                intent=reading.intent,
                act=reading.act,
                confidence=round(reading.confidence, 3),
                entities=[
                    {
                        "type": e.type,
                        "text": e.text,
                        "value": e.value,
                        "start": e.start,
                        "end": e.end,
                    }
                    for e in reading.entities
                ],
                escalation={
                    "score": round(reading.escalation.score, 3),
                    "reason": reading.escalation.reason,
                },
            )
        await self.push_frame(ReadingFrame(turn=turn, reading=reading))
