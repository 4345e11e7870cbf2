"""The STT stage: listens along, starts at the pause, delivers when the turn is over."""

from __future__ import annotations

import asyncio
import contextlib

from pipecat.frames.frames import InterimTranscriptionFrame, TranscriptionFrame
from pipecat.utils.time import time_now_iso8601

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call
from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.effort import LATER_S, Level
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import Partial
from voice_agent.core.jobs import Job, Kind
from voice_agent.core.turn import Transcript
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.expecting import expecting
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
from voice_agent.pipeline.stage import Stage
from voice_agent.stt.agreement import LocalAgreement
from voice_agent.stt.listening import Listener

_PARTIAL_REST = 4
"""A partial transcript that took t is followed by a rest of this many t: callers who speak for
long cannot take more than a fifth of the recogniser's time with words that may still change."""


class SttStage(Stage):
    """Candidates and turns in, transcripts out.

    Recognition begins at a candidate pause and costs nothing more when the turn is over:
    the turn waits only for what is left. When the caller goes on, the result is dropped.
    """

    def __init__(self, call: Call, engine: EngineHandle, budget: Budget) -> None:
        super().__init__("stt")
        self._call = call
        self._budget = budget
        self._engine = engine
        self._listener = Listener(engine, LISTEN_HZ, on_partial=self._streamed)
        self._latest = (0, "")
        self._decoding: asyncio.Task[Transcript] | None = None
        self._guessing: asyncio.Task[None] | None = None
        self._revision = 0
        self._over = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._agreement = LocalAgreement()
        self._agreement_turn = 0
        self._rest_until = 0.0
        self.handles(
            {
                SpeechFrame: self._hear,
                SpeakingFrame: self._listen_along,
                CandidateFrame: self._guess,
                TurnFrame: self._deliver,
            }
        )

    async def cleanup(self) -> None:
        """Drop a recognition that is still under way."""
        self._abandon()
        if self._listening is not None:
            await self.cancel_task(self._listening)
        await self._listener.close()
        await super().cleanup()

    async def _hear(self, frame: SpeechFrame) -> None:
        if frame.begins:
            self._listener.begin(frame.audio)
        else:
            self._listener.push(frame.audio)

    async def _transcribe(
        self,
        utterance: Utterance,
        context: TurnContext,
        *,
        guess: bool = False,
        partial: bool = False,
    ) -> Transcript:
        def draft() -> dict[str, str]:
            # In the recogniser's thread, once the one before is done: its words are a draft.
            turn, text = self._latest
            return {"draft": text if turn == utterance.turn else ""}

        def keep(transcript: Transcript) -> None:
            # What nobody waits for any more still helps the next one.
            self._latest = (utterance.turn, transcript.text)

        return await self._listener.transcript(
            utterance.audio,
            asked=context.question,
            expected=None if partial else expecting(self._call.playbook, context),
            deadline_ms=self._budget.deadline_ms,
            guess=guess,
            late=draft,
            on_result=keep,
            job=Job(Kind.PARTIAL, self._call.id)
            if partial
            else self._call.job(Kind.FINAL, guess=guess),
        )

    async def _transcribe_later(
        self, utterance: Utterance, context: TurnContext, over: asyncio.Event
    ) -> Transcript:
        """Recognise once most breaths are over, or the turn is."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), LATER_S)
        return await self._transcribe(utterance, context, guess=True)

    def _decode(
        self, utterance: Utterance, context: TurnContext, *, guess: bool = False
    ) -> asyncio.Task[Transcript]:
        self._abandon()
        self._revision = utterance.revision
        self._over = asyncio.Event()
        busy = self._engine.busy and not self._listening_along
        if guess and (busy or self._call.spares(Level.LATER)):
            work = self._transcribe_later(utterance, context, self._over)
        else:
            work = self._transcribe(utterance, context, guess=guess)
        self._decoding = asyncio.create_task(work, name="stt-decode")
        # The waiter handles the error; for an abandoned task, retrieve it so that asyncio does
        # not warn.
        self._decoding.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._decoding

    async def _deliver(self, frame: TurnFrame) -> None:
        utterance, started = frame.utterance, self._decoding
        if started is None or self._revision != utterance.revision:
            started = self._decode(utterance, frame.context)
        self._over.set()
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
        call.heard_caller(transcript)
        if transcript.text:
            now = time_now_iso8601()
            await self.push_frame(TranscriptionFrame(call.shown(transcript.text), call.id, now))
        await self.push_frame(TranscriptFrame(utterance.turn, transcript, frame.context))

    async def _guess(self, frame: CandidateFrame) -> None:
        if not self._engine.may_speculate:
            return
        utterance, context = frame.utterance, frame.context
        decoding = self._decode(utterance, context, guess=True)

        async def pass_on() -> None:
            try:
                transcript = await asyncio.shield(decoding)
            except VoiceAgentError:
                return  # The turn itself will report it.
            await self.push_frame(TranscriptGuess(utterance, transcript, context))

        self._guessing = self.create_task(pass_on(), "stt-guess")

    @property
    def _listening_along(self) -> bool:
        return self._listening is not None and not self._listening.done()

    async def _listen_along(self, frame: SpeakingFrame) -> None:
        """Recognise what was said so far, when nobody needs the recogniser for more."""
        rested = self._call.clock.now() >= self._rest_until
        free = self._engine.may_speculate and not self._engine.busy
        shows = not self._call.spares(Level.LESS) and not self._listener.streaming
        if rested and free and shows and not self._listening_along:
            self._listening = self.create_task(self._recognise_partial(frame), "stt-partial")

    async def _recognise_partial(self, frame: SpeakingFrame) -> None:
        clock = self._call.clock
        began = clock.now()
        try:
            transcript = await self._transcribe(
                frame.utterance, frame.context, guess=True, partial=True
            )
        except VoiceAgentError:
            return  # Nobody asked for it; the turn itself will report it.
        finally:
            now = clock.now()
            self._rest_until = now + _PARTIAL_REST * (now - began)
        await self._show_partial(frame.utterance.turn, transcript)

    def _streamed(self, transcript: Transcript) -> None:
        """Show what a streaming recogniser has understood so far."""
        self.create_task(self._show_partial(self._call.turn.number, transcript), "stt-partial")

    async def _show_partial(self, turn: int, transcript: Transcript) -> None:
        call = self._call
        if turn != call.turn.number or call.turn.transcript or not transcript.text:
            return
        if turn != self._agreement_turn:
            self._agreement, self._agreement_turn = LocalAgreement(), turn
        certain, tentative = self._agreement.push(transcript.text)
        call.turn.partial = transcript
        call.emit(Partial(text=call.shown(certain), tentative=call.shown(tentative)))
        now = time_now_iso8601()
        await self.push_frame(InterimTranscriptionFrame(call.shown(transcript.text), call.id, now))

    def _abandon(self) -> None:
        if self._decoding is not None and not self._decoding.done():
            self._decoding.cancel()
        if self._guessing is not None and not self._guessing.done():
            self._guessing.cancel()
        self._decoding = self._guessing = None
