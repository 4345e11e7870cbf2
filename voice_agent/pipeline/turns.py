"""The turn stage: gathers the caller's audio into turns and interrupts the agent."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import Frame, InputDTMFFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call
from voice_agent.config.schema import ListenConfig
from voice_agent.core.budgets import Budget
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import SpeechStarted, SpeechStopped, Transcribed
from voice_agent.core.executor import EngineExecutor
from voice_agent.core.turn import Transcript
from voice_agent.pipeline.frames import (
    CandidateFrame,
    IdleFrame,
    SpeakingFrame,
    TranscriptFrame,
    TurnFrame,
    Utterance,
    WindowFrame,
)
from voice_agent.turns.decision import EndpointCosts, may_listen_along, silence_ms, wait_ms
from voice_agent.turns.dtmf import KeyEntry
from voice_agent.turns.engine import TurnEngine
from voice_agent.turns.policy import TurnAction, TurnEvent, TurnState, step

PRE_ROLL_MS = 320
"""Audio kept from before speech was noticed: the first consonant is in there."""


class TurnStage(FrameProcessor):
    """Windows in; candidates, turns and idle notices out. Owns the audio of the current turn."""

    def __init__(
        self,
        call: Call,
        engine: TurnEngine,
        executor: EngineExecutor,
        listen: ListenConfig,
        budget: Budget,
    ) -> None:
        super().__init__(name="turns")
        self._call = call
        self._engine = engine
        self._executor = executor
        self._listen = listen
        self._budget = budget
        self._state = TurnState.IDLE
        self._windows: list[NDArray[np.int16]] = []
        self._kept = 0
        self._pre_roll: deque[NDArray[np.int16]] = deque()
        self._revision = 0
        self._utterance: Utterance | None = None
        self._judging: asyncio.Task[None] | None = None
        self._costs = EndpointCosts(cut_in=listen.cut_in)
        self._wait_ms = listen.max_pause_ms
        self._next_partial = 0
        self._voiced = False
        self._heard_at = 0.0
        self._behind: NDArray[np.int16] = np.zeros(0, np.int16)
        self._unvoiced_ms = 0.0
        self._since_speech_ms = 0.0
        self._idle_ms = 0.0
        self._idle_count = 0
        self._keys = KeyEntry()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Follow the caller's speech; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, WindowFrame):
            await self._on_window(frame)
        elif isinstance(frame, InputDTMFFrame):
            expects = self._call.dialogue.awaiting is not None
            await self._enter(self._keys.press(frame.button.value, expects_digits=expects))
        else:
            await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Drop a judgement that is still under way."""
        await self._stop_judging()
        await super().cleanup()

    async def _on_window(self, frame: WindowFrame) -> None:
        ms = 1000 * frame.samples.size / LISTEN_HZ
        self._keep(frame.samples)
        await self._enter(self._keys.passed(ms))
        self._voiced = frame.voiced
        self._heard_at = frame.arrived_at
        self._behind = frame.behind
        if frame.edge == "started":
            await self._happened(TurnEvent.SPEECH_STARTED, frame)
        elif frame.edge == "stopped":
            await self._happened(TurnEvent.SPEECH_STOPPED, frame)
        elif self._state is TurnState.PAUSED:
            self._unvoiced_ms += ms
            self._since_speech_ms += ms
            await self._commit_if_due()
        elif self._state is TurnState.SPEAKING:
            await self._show_so_far(frame)
        if self._state is TurnState.IDLE:
            await self._count_idle(ms)
        elif self._kept > LISTEN_HZ * self._listen.max_turn_s:
            await self._happened(TurnEvent.SPOKE_TOO_LONG, frame)

    async def _happened(self, event: TurnEvent, frame: WindowFrame | None = None) -> None:
        self._state, action = step(self._state, event)
        if action is TurnAction.OPEN:
            await self._open()
        elif action is TurnAction.RESUME:
            await self._stop_judging()
            self._call.emit(SpeechStarted())
        elif action is TurnAction.JUDGE and frame is not None:
            await self._pause(frame)
        elif action is TurnAction.COMMIT:
            if event is TurnEvent.SPOKE_TOO_LONG:
                await self._stop_judging()
                self._utterance = self._so_far(self._call.clock())
                self._call.turn.timeline.marks["spoken"] = self._utterance.speech_ended_at
            await self._commit()

    async def _commit_if_due(self) -> None:
        """The turn is over once the silence is as long as the decision asks for."""
        behind_ms = 1000 * self._behind.size / LISTEN_HZ
        enough = min(self._wait_ms, self._listen.max_pause_ms) - behind_ms
        # A window of sound may be the next word: it is let pass before anything is said.
        if self._since_speech_ms < enough or self._voiced or self._utterance is None:
            return
        heard = np.concatenate((*self._windows, self._behind))
        self._hear_the_end(self._utterance, heard, behind_ms)
        if self._since_speech_ms >= enough:
            await self._happened(TurnEvent.PAUSED_ENOUGH)

    def _hear_the_end(
        self, utterance: Utterance, heard: NDArray[np.int16], behind_ms: float = 0.0
    ) -> Utterance:
        """Find where speech ended by all that was heard: a soft last syllable lasts on.

        Of what was heard the last ``behind_ms`` are behind the last window.
        """
        quiet_ms = silence_ms(heard, LISTEN_HZ, self._unvoiced_ms + behind_ms)
        self._since_speech_ms = quiet_ms - behind_ms
        ended_at = self._heard_at - self._since_speech_ms / 1000
        self._call.turn.timeline.marks["spoken"] = ended_at
        self._utterance = replace(utterance, speech_ended_at=ended_at)
        return self._utterance

    async def _open(self) -> None:
        self._idle_count = 0
        call = self._call
        earlier = self._utterance
        if earlier is not None and self._goes_on(earlier):
            # The turn was called over too early: join both parts and answer the whole.
            if call.playback.playing:
                call.interrupt()
            call.reopen_turn()
            self._begin_with(earlier.audio)
            await self.broadcast_interruption()
        else:
            if call.playback.playing or call.thinking:
                call.interrupt()
                await self.broadcast_interruption()
            call.open_turn()
            self._begin_with()
        call.emit(SpeechStarted())

    def _goes_on(self, earlier: Utterance) -> bool:
        """Whether the caller, who starts to speak now, had not finished the last turn."""
        call = self._call
        if earlier.turn != call.turn.number or call.turn.acted:
            return False
        since_ms = 1000 * (call.clock() - earlier.speech_ended_at) - self._listen.start_ms
        soon = since_ms <= self._listen.join_within_ms
        return call.thinking or (call.playback.playing and soon)

    async def _pause(self, frame: WindowFrame) -> None:
        call = self._call
        self._unvoiced_ms = frame.since_edge_ms
        said = self._so_far(frame.arrived_at)
        said = self._hear_the_end(said, said.audio)
        call.turn.timeline.marks.pop("paused", None)
        call.turn.timeline.mark("paused", call.clock())
        call.emit(SpeechStopped())
        await self._stop_judging()
        sense: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._wait_ms = self._listen.max_pause_ms
        self._judging = self.create_task(self._judge(said, sense), "turns-judge")
        if self._listen.speculate:
            await self.push_frame(CandidateFrame(utterance=said, sense=sense))

    async def _judge(self, utterance: Utterance, sense: asyncio.Future[float]) -> None:
        """Decide how long to wait, and again as soon as more is known."""
        sound = asyncio.create_task(self._sound(utterance), name="turns-sound")
        try:
            if self._listen.speculate:
                # The words say more than the sound; on the sound alone nothing is decided.
                await asyncio.wait({sense}, timeout=self._budget.deadline_ms / 1000)
            heard = await sound
        finally:
            sound.cancel()
        meant = sense.result() if sense.done() else None
        if utterance.revision == self._revision and self._state is TurnState.PAUSED:
            self._wait_ms = wait_ms(heard, meant, self._costs)
            await self._commit_if_due()

    async def _sound(self, utterance: Utterance) -> float | None:
        try:
            return await self._executor.run(
                lambda: self._engine.completeness(utterance.audio),
                deadline_ms=self._budget.deadline_ms,
            )
        except VoiceAgentError as error:
            self._call.log.warning("{}; words and silence decide", error)
            return None

    def _so_far(self, ended_at: float) -> Utterance:
        self._revision += 1
        audio = np.concatenate(self._windows)
        return Utterance(self._call.turn.number, self._revision, audio, ended_at)

    async def _show_so_far(self, frame: WindowFrame) -> None:
        every = int(LISTEN_HZ * self._listen.partial_ms / 1000)
        if not every or self._kept < self._next_partial:
            return
        audio = np.concatenate(self._windows)
        if not may_listen_along(audio, LISTEN_HZ, overdue=self._kept - self._next_partial):
            return
        self._next_partial = self._kept + every
        said = Utterance(self._call.turn.number, self._revision, audio, frame.arrived_at)
        await self.push_frame(SpeakingFrame(utterance=said))

    async def _commit(self) -> None:
        call = self._call
        self._windows = []
        call.commit_turn()
        call.turn.timeline.mark("committed", call.clock())
        if self._utterance is not None:
            await self.push_frame(TurnFrame(utterance=self._utterance))

    async def _enter(self, keys: str | None) -> None:
        """Keys are a turn of their own that needs no recognition."""
        if keys is None:
            return
        call = self._call
        if call.playback.playing:
            call.interrupt()
            await self.broadcast_interruption()
        call.open_turn()
        call.commit_turn()
        for mark in ("spoken", "paused", "committed", "heard"):
            call.turn.timeline.mark(mark, call.clock())
        transcript = Transcript(keys, 1.0)
        call.heard_caller(transcript)
        call.emit(Transcribed(text=keys, confidence=1.0))
        await self.push_frame(TranscriptFrame(turn=call.turn.number, transcript=transcript))

    async def _stop_judging(self) -> None:
        task, self._judging = self._judging, None
        if task is not None and not task.done() and task is not asyncio.current_task():
            await self.cancel_task(task)

    def _begin_with(self, *earlier: NDArray[np.int16]) -> None:
        self._windows = [*earlier, *self._pre_roll]
        self._kept = sum(window.size for window in self._windows)
        self._next_partial = self._kept + int(LISTEN_HZ * self._listen.partial_ms / 1000)
        self._pre_roll.clear()

    def _keep(self, samples: NDArray[np.int16]) -> None:
        if self._state is TurnState.IDLE:
            self._pre_roll.append(samples)
            while sum(w.size for w in self._pre_roll) > PRE_ROLL_MS * LISTEN_HZ // 1000:
                self._pre_roll.popleft()
        else:
            self._windows.append(samples)
            self._kept += samples.size

    async def _count_idle(self, ms: float) -> None:
        call = self._call
        if call.thinking or call.playback.playing:
            self._idle_ms = 0.0
            return
        self._idle_ms += ms
        if self._idle_ms >= 1000 * self._listen.prompt_after_s:
            self._idle_ms = 0.0
            self._idle_count += 1
            await self.push_frame(IdleFrame(count=self._idle_count))
