"""The TTS stage: speaks replies clause by clause, a few seconds ahead of the caller's ear."""

from __future__ import annotations

import asyncio
import contextlib

from pipecat.frames.frames import Frame, TTSAudioRawFrame, TTSStoppedFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.audio import resample
from voice_agent.budgets import Budget
from voice_agent.calls.call import Call
from voice_agent.errors import VoiceAgentError
from voice_agent.events import EndReason
from voice_agent.executor import EngineExecutor
from voice_agent.frames import GuessFrame, ReplyFrame
from voice_agent.tts.clauses import split_clauses
from voice_agent.tts.engine import TtsEngine

AHEAD_MS = 4000
"""Audio made ahead of what is being played: bounds memory, and work lost to an interruption."""


class TtsStage(FrameProcessor):
    """Replies in, audio out at the caller's rate."""

    def __init__(
        self,
        call: Call,
        engine: TtsEngine,
        executor: EngineExecutor,
        budget: Budget,
        *,
        speak_hz: int,
    ) -> None:
        super().__init__(name="tts")
        self._call = call
        self._engine = engine
        self._executor = executor
        self._budget = budget
        self._speak_hz = speak_hz
        self._speaking = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Speak replies; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, ReplyFrame):
            await self._speak(frame)
        elif isinstance(frame, GuessFrame) and isinstance(frame.value, str):
            await self._prepare(frame.value)
        else:
            await self.push_frame(frame, direction)

    async def _speak(self, frame: ReplyFrame) -> None:
        playback = self._call.playback
        if not self._speaking or not playback.open:
            playback.begin()
            self._speaking = True
        for clause in split_clauses(frame.reply.text):
            await self._speak_clause(clause)
        if not frame.final:
            return
        self._speaking = False
        playback.end()
        await self.push_frame(TTSStoppedFrame())
        if not playback.playing:
            # Not a single clause could be spoken: there will be no first audio to wait for.
            self._call.drop_turn("the voice made no sound")
        if frame.reply.ends_call:
            await self._finish_when_spoken(frame.reply.ends_call)

    async def _speak_clause(self, clause: str) -> None:
        call = self._call
        while call.playback.remaining_ms > AHEAD_MS:
            await asyncio.sleep(0.1)
        try:
            audio = await self._executor.run(
                lambda: self._engine.synthesise(clause), deadline_ms=self._budget.deadline_ms
            )
        except VoiceAgentError as error:
            call.problem(error)
            return
        if not audio.size:
            return
        samples = resample(audio, self._engine.sample_rate_hz, self._speak_hz)
        call.turn.timeline.mark("voiced", call.clock())
        call.playback.queue(clause, samples.size)
        await self.push_frame(
            TTSAudioRawFrame(audio=samples.tobytes(), sample_rate=self._speak_hz, num_channels=1)
        )

    async def _prepare(self, words: str) -> None:
        """Make the first clause of what may be said next: the voice remembers it."""
        first = next(iter(split_clauses(words)), "")
        if not first or self._executor.pending:
            return  # A busy voice has better things to do than guesses.
        with contextlib.suppress(VoiceAgentError):
            await self._executor.run(
                lambda: self._engine.synthesise(first), deadline_ms=self._budget.deadline_ms
            )

    async def _finish_when_spoken(self, reason: EndReason) -> None:
        while self._call.playback.playing:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        self._call.finish(reason)
