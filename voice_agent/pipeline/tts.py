"""The TTS stage: speaks replies clause by clause, a few seconds ahead of the caller's ear."""

from __future__ import annotations

import asyncio
import contextlib

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import Frame, TTSAudioRawFrame, TTSStoppedFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.audio.resample import resample
from voice_agent.calls.call import Call
from voice_agent.core.budgets import Budget
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.executor import EngineExecutor
from voice_agent.core.turn import EndReason
from voice_agent.pipeline.frames import FailedFrame, GuessFrame, ReplyFrame
from voice_agent.tts.cache import CachedTts

AHEAD_MS = 4000
"""Audio made ahead of what is being played: bounds memory, and work lost to an interruption."""


class TtsStage(FrameProcessor):
    """Replies in, audio out at the caller's rate.

    When the voice is late or fails, the rest of the reply is dropped and the responders are
    told, who hand the call over with words that the voice remembers.
    """

    def __init__(
        self,
        call: Call,
        engine: CachedTts,
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
        self._failed = False

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
            self._speaking, self._failed = True, False
        handing_over = frame.reply.source == "handoff"
        if handing_over:
            self._failed = False
        for clause in self._call.playbook.lang.split_clauses(frame.reply.text):
            if self._failed:
                break
            if not await self._speak_clause(clause) and not handing_over:
                await self._fail(frame.turn)
        if not frame.final or self._failed:
            return  # What a hand-over has to say goes on where the voice failed.
        self._speaking = False
        playback.end()
        await self.push_frame(TTSStoppedFrame())
        if not playback.playing:
            # Not a single clause could be spoken: there will be no first audio to wait for.
            self._call.drop_turn("the voice made no sound")
        if frame.reply.ends_call:
            await self._finish_when_spoken(frame.reply.ends_call)

    async def _speak_clause(self, clause: str) -> bool:
        """Queue the audio of a clause; whether the voice did its part."""
        call = self._call
        while call.playback.remaining_ms > AHEAD_MS:
            await asyncio.sleep(0.1)
        try:
            audio = await self._voice(clause)
        except VoiceAgentError as error:
            call.problem(error)
            return False
        if not audio.size:
            return True
        samples = resample(audio, self._engine.sample_rate_hz, self._speak_hz)
        call.turn.timeline.mark("voiced", call.clock())
        call.playback.queue(clause, samples.size)
        await self.push_frame(
            TTSAudioRawFrame(audio=samples.tobytes(), sample_rate=self._speak_hz, num_channels=1)
        )
        return True

    async def _voice(self, clause: str) -> NDArray[np.int16]:
        # What is remembered needs no thread, and can be said while the engine hangs.
        audio = self._engine.remembered(clause)
        if audio is not None:
            return audio
        return await self._executor.run(
            lambda: self._engine.synthesise(clause), deadline_ms=self._budget.deadline_ms
        )

    async def _fail(self, turn: int) -> None:
        if self._budget.on_overrun == "log":
            return
        self._failed = True
        failed = FailedFrame(turn, "tts", self._budget.on_overrun)
        await self.push_frame(failed, FrameDirection.UPSTREAM)

    async def _prepare(self, words: str) -> None:
        """Make the first clause of what may be said next: the voice remembers it."""
        first = next(iter(self._call.playbook.lang.split_clauses(words)), "")
        if not first or self._executor.busy or self._engine.remembered(first) is not None:
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
