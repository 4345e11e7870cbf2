"""The STT stage: starts at the pause, delivers when the turn is over."""

from __future__ import annotations

import asyncio

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.budgets import Budget
from voice_agent.calls.call import Call
from voice_agent.errors import VoiceAgentError
from voice_agent.events import Transcript
from voice_agent.executor import EngineExecutor
from voice_agent.frames import (
    CandidateFrame,
    FailedFrame,
    GuessFrame,
    TranscriptFrame,
    TurnFrame,
    Utterance,
)
from voice_agent.responders.dialogue import question
from voice_agent.stt.engine import SttEngine
from voice_agent.transport.raw import LISTEN_HZ


class SttStage(FrameProcessor):
    """Candidates and turns in, transcripts out.

    Recognition begins at a candidate pause and costs nothing more when the turn is over:
    the turn waits only for what is left. When the caller goes on, the result is dropped.
    """

    def __init__(
        self, call: Call, engine: SttEngine, executor: EngineExecutor, budget: Budget
    ) -> None:
        super().__init__(name="stt")
        self._call = call
        self._engine = engine
        self._executor = executor
        self._budget = budget
        self._decoding: asyncio.Task[Transcript] | None = None
        self._guessing: asyncio.Task[None] | None = None
        self._revision = 0

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Recognise the caller's turns; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, CandidateFrame):
            self._guess(frame)
        elif isinstance(frame, TurnFrame):
            await self._deliver(frame.utterance)
        else:
            await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Drop a recognition that is still under way."""
        self._abandon()
        await super().cleanup()

    def _decode(self, utterance: Utterance) -> asyncio.Task[Transcript]:
        self._abandon()
        self._revision = utterance.revision
        asked = question(self._call.playbook, self._call.dialogue) or ""
        self._decoding = asyncio.create_task(
            self._executor.run(
                lambda: self._engine.transcribe(utterance.audio, LISTEN_HZ, asked=asked),
                deadline_ms=self._budget.deadline_ms,
            ),
            name="stt-decode",
        )
        # Its error belongs to whoever waits for the turn; a dropped one has nobody to tell.
        self._decoding.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._decoding

    async def _deliver(self, utterance: Utterance) -> None:
        started = self._decoding
        if started is None or self._revision != utterance.revision:
            started = self._decode(utterance)
        call = self._call
        try:
            transcript = await asyncio.shield(started)
        except VoiceAgentError as error:
            call.problem(error)
            await self.push_frame(FailedFrame(utterance.turn, "stt", self._budget.on_overrun))
            return
        call.turn.timeline.mark("heard", call.clock())
        call.heard_caller(transcript)
        call.emit("transcript", text=transcript.text, confidence=round(transcript.confidence, 3))
        await self.push_frame(TranscriptFrame(turn=utterance.turn, transcript=transcript))

    def _guess(self, candidate: CandidateFrame) -> None:
        decoding = self._decode(candidate.utterance)

        async def pass_on() -> None:
            try:
                transcript = await asyncio.shield(decoding)
            except VoiceAgentError:
                return  # The turn itself will report it.
            await self.push_frame(GuessFrame(candidate=candidate, value=transcript))

        self._guessing = self.create_task(pass_on(), "stt-guess")

    def _abandon(self) -> None:
        if self._decoding is not None and not self._decoding.done():
            self._decoding.cancel()
        if self._guessing is not None and not self._guessing.done():
            self._guessing.cancel()
        self._decoding = self._guessing = None
