"""The STT stage: listens along, starts at the pause, delivers when the turn is over."""

from __future__ import annotations

import asyncio

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call
from voice_agent.core.budgets import Budget
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import Partial, Transcribed
from voice_agent.core.executor import EngineExecutor
from voice_agent.core.turn import Transcript
from voice_agent.dialogue.render import question
from voice_agent.pipeline.frames import (
    CandidateFrame,
    FailedFrame,
    GuessFrame,
    SpeakingFrame,
    TranscriptFrame,
    TurnFrame,
    Utterance,
)
from voice_agent.stt.agreement import LocalAgreement
from voice_agent.stt.engine import SttEngine

_PARTIAL_REST = 4
"""A partial transcript that took t is followed by a rest of this many t: callers who speak for
long cannot take more than a fifth of the recogniser's time with words that may still change."""
_LATER_S = 0.16
"""While the recogniser is busy a guess waits: most breaths are over by then and cost nothing."""


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
        self._listening: asyncio.Task[None] | None = None
        self._agreement = LocalAgreement()
        self._agreement_turn = 0
        self._latest = (0, "")
        self._rest_until = 0.0

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Recognise the caller's turns; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, SpeakingFrame):
            self._listen_along(frame.utterance)
        elif isinstance(frame, CandidateFrame):
            self._guess(frame)
        elif isinstance(frame, TurnFrame):
            await self._deliver(frame.utterance)
        else:
            await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Drop a recognition that is still under way."""
        self._abandon()
        if self._listening is not None:
            await self.cancel_task(self._listening)
        await super().cleanup()

    async def _transcribe(self, utterance: Utterance) -> Transcript:
        asked = question(self._call.playbook, self._call.dialogue) or ""

        def recognise() -> Transcript:
            # In the recogniser's thread: it waited for the one before, whose words it takes as
            # a draft, and what nobody waits for any more still helps the next one.
            turn, draft = self._latest
            transcript = self._engine.transcribe(
                utterance.audio,
                LISTEN_HZ,
                asked=asked,
                draft=draft if turn == utterance.turn else "",
            )
            self._latest = (utterance.turn, transcript.text)
            return transcript

        return await self._executor.run(recognise, deadline_ms=self._budget.deadline_ms)

    async def _transcribe_later(self, utterance: Utterance) -> Transcript:
        await asyncio.sleep(_LATER_S)
        return await self._transcribe(utterance)

    def _decode(self, utterance: Utterance, *, guess: bool = False) -> asyncio.Task[Transcript]:
        self._abandon()
        self._revision = utterance.revision
        later = guess and self._executor.busy and not self._listening_along
        work = self._transcribe_later(utterance) if later else self._transcribe(utterance)
        self._decoding = asyncio.create_task(work, name="stt-decode")
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
            partial = call.turn.partial if self._budget.on_overrun == "last_partial" else None
            if partial is None:
                await self.push_frame(FailedFrame(utterance.turn, "stt", self._budget.on_overrun))
                return
            call.overrun("stt", "last_partial")
            transcript = partial
        call.turn.timeline.mark("heard", call.clock())
        call.heard_caller(transcript)
        call.emit(Transcribed(text=transcript.text, confidence=round(transcript.confidence, 3)))
        await self.push_frame(TranscriptFrame(turn=utterance.turn, transcript=transcript))

    def _guess(self, candidate: CandidateFrame) -> None:
        decoding = self._decode(candidate.utterance, guess=True)

        async def pass_on() -> None:
            try:
                transcript = await asyncio.shield(decoding)
            except VoiceAgentError:
                return  # The turn itself will report it.
            await self.push_frame(GuessFrame(candidate=candidate, value=transcript))

        self._guessing = self.create_task(pass_on(), "stt-guess")

    @property
    def _listening_along(self) -> bool:
        return self._listening is not None and not self._listening.done()

    def _listen_along(self, said: Utterance) -> None:
        """Recognise what was said so far, when nobody needs the recogniser for more."""
        rested = self._call.clock() >= self._rest_until
        if rested and not self._executor.busy and not self._listening_along:
            self._listening = self.create_task(self._show_partial(said), "stt-partial")

    async def _show_partial(self, said: Utterance) -> None:
        call, began = self._call, self._call.clock()
        try:
            transcript = await self._transcribe(said)
        except VoiceAgentError:
            return  # Nobody asked for it; the turn itself will report it.
        finally:
            now = call.clock()
            self._rest_until = now + _PARTIAL_REST * (now - began)
        if said.turn != call.turn.number or call.turn.transcript or not transcript.text:
            return
        if said.turn != self._agreement_turn:
            self._agreement, self._agreement_turn = LocalAgreement(), said.turn
        certain, tentative = self._agreement.push(transcript.text)
        call.turn.partial = transcript
        call.emit(Partial(text=certain, tentative=tentative))

    def _abandon(self) -> None:
        if self._decoding is not None and not self._decoding.done():
            self._decoding.cancel()
        if self._guessing is not None and not self._guessing.done():
            self._guessing.cancel()
        self._decoding = self._guessing = None
