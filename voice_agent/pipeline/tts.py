"""The TTS stage: speaks replies clause by clause, a few seconds ahead of the caller's ear."""

from __future__ import annotations

import asyncio
import contextlib

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import (
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.utils.text.base_text_aggregator import TextType

from voice_agent.calls.call import Call
from voice_agent.core.budgets import Budget
from voice_agent.core.effort import Level
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.jobs import Kind
from voice_agent.core.turn import EndReason
from voice_agent.pipeline.frames import FailedFrame, ReplyFrame, ReplyGuess
from voice_agent.pipeline.stage import Stage
from voice_agent.tts.voice import Voice

AHEAD_MS = 4000
"""Audio made ahead of what is being played: bounds memory, and work lost to an interruption."""


class TtsStage(Stage):
    """Replies in, audio out at the caller's rate.

    When the voice is late or fails, the rest of the reply is dropped and the responders are
    told, who hand the call over with words that the voice remembers.
    """

    def __init__(self, call: Call, voice: Voice, budget: Budget, *, speak_hz: int) -> None:
        super().__init__("tts")
        self._call = call
        self._voice = voice
        self._budget = budget
        self._speak_hz = speak_hz
        self._clauses = call.playbook.lang.split_clauses
        self._speaking = False
        self._failed = False
        self.handles({ReplyFrame: self._speak, ReplyGuess: self._prepare})

    async def _speak(self, frame: ReplyFrame) -> None:
        call = self._call
        if not self._speaking or not call.playback.open:
            call.playback.begin()
            self._speaking, self._failed = True, False
            await self.push_frame(TTSStartedFrame())
        handing_over = frame.reply.source == "handoff"
        if handing_over:
            self._failed = False
        clauses = [
            (clause, segment.source)
            for segment in frame.reply.segments
            for clause in self._clauses(segment.text)
        ]
        # A caller who only listens is told the rest of it, made or not.
        call.playback.expect(clauses)
        for clause, source in clauses:
            if self._failed:
                break
            if not await self._speak_clause(clause, source) and not handing_over:
                await self._fail(frame.turn)
        if not frame.final or self._failed:
            return  # A hand-off continues where the voice failed.
        self._speaking = False
        call.reply_ends()
        await self.push_frame(TTSStoppedFrame())
        if not call.playback.playing:
            # Not a single clause could be spoken: there will be no first audio to wait for.
            call.drop_turn("the voice made no sound")
        if frame.reply.ends_call:
            await self._finish_when_spoken(frame.reply.ends_call)

    async def _speak_clause(self, clause: str, source: str) -> bool:
        """Queue the audio of a clause; whether the voice did its part."""
        call = self._call
        while call.playback.remaining_ms > AHEAD_MS:
            await asyncio.sleep(0.1)
        begun, left_ms = False, call.playback.remaining_ms
        # The caller waits for the first clause; a later one is needed when what is made runs out.
        first = left_ms <= 0
        speech = self._voice.speak(
            clause,
            rate_hz=self._speak_hz,
            deadline_ms=self._budget.deadline_ms,
            next_ms=self._budget.deadline_ms,
            job=call.job(
                Kind.FIRST_CLAUSE if first else Kind.LATER_CLAUSE,
                due_at=call.clock.now() + (self._budget.deadline_ms if first else left_ms) / 1000,
            ),
        )
        try:
            async with contextlib.aclosing(speech) as pieces:
                async for samples in pieces:
                    await self._queue(clause, source, samples, begun=begun)
                    begun = True
        except VoiceAgentError as error:
            call.problem(error)
            return False
        return True

    async def _queue(
        self, clause: str, source: str, samples: NDArray[np.int16], *, begun: bool
    ) -> None:
        """Send a piece of a clause."""
        call = self._call
        if begun:
            call.playback.extend(samples.size)
        else:
            call.queue_audio(clause, samples.size, source)
            await self.push_frame(TTSTextFrame(call.told(clause), text_type=TextType.SENTENCE))
        await self.push_frame(
            TTSAudioRawFrame(audio=samples.tobytes(), sample_rate=self._speak_hz, num_channels=1)
        )

    async def _fail(self, turn: int) -> None:
        if self._budget.on_overrun == "log":
            self._call.overrun("tts", "log")
            return
        self._failed = True
        failed = FailedFrame(turn, "tts", self._budget.on_overrun)
        await self.push_frame(failed, FrameDirection.UPSTREAM)

    async def _prepare(self, guess: ReplyGuess) -> None:
        """Make the first clause of what may be said next: the voice remembers it."""
        first = next(iter(self._clauses(guess.text)), "")
        if first and not self._call.spares(Level.LESS):
            with contextlib.suppress(VoiceAgentError):
                await self._voice.make_ready(
                    first,
                    deadline_ms=self._budget.deadline_ms,
                    job=self._call.job(Kind.FIRST_CLAUSE, guess=True),
                )

    async def _finish_when_spoken(self, reason: EndReason) -> None:
        while self._call.playback.playing:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        self._call.finish(reason)
