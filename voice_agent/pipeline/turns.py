"""The turn stage: gathers the caller's audio into turns and interrupts the agent."""

from __future__ import annotations

import asyncio
import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import (
    InputDTMFFrame,
    InputTextRawFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.voicing import voicing
from voice_agent.calls.agent_state import RULES, Reaction, reaction
from voice_agent.calls.call import Call
from voice_agent.config.schema import ListenConfig
from voice_agent.core.budgets import Budget
from voice_agent.core.chain import EngineHandle
from voice_agent.core.effort import LATER_S, Level
from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import SpeechStarted, SpeechStopped
from voice_agent.core.jobs import Kind
from voice_agent.core.turn import Completeness, Speech, Transcript
from voice_agent.pipeline.frames import (
    CandidateFrame,
    CompletenessFrame,
    IdleFrame,
    SpeakingFrame,
    SpeechFrame,
    TranscriptFrame,
    TurnFrame,
    Utterance,
    WindowFrame,
)
from voice_agent.pipeline.stage import Stage
from voice_agent.turns.audio import TurnAudio
from voice_agent.turns.decision import may_listen_along, silence_ms, wait_ms
from voice_agent.turns.dtmf import KeyEntry
from voice_agent.turns.idle import IdleTimer
from voice_agent.turns.patience import PauseHabit, costs_of
from voice_agent.turns.policy import TurnAction, TurnEvent, TurnState, step


class TurnStage(Stage):
    """Windows in; candidates, turns and idle notices out. Owns the audio of the current turn.

    Args:
        call: The call.
        engine: The turn detector.
        listen: When turns begin and end.
        budget: The detector's deadline.
        guesses: Whether the stages after this one prepare an answer at a pause.
        streams_audio: Whether the recogniser wants the audio while the caller speaks.
        partials: Whether somebody sees text while the caller speaks; it costs the recogniser as
            much time again as the turns themselves.
        direct: See ``Stage``.
    """

    def __init__(
        self,
        call: Call,
        engine: EngineHandle,
        listen: ListenConfig,
        budget: Budget,
        *,
        guesses: bool = True,
        streams_audio: bool = False,
        partials: bool = True,
        direct: bool = False,
    ) -> None:
        super().__init__("turns", direct=direct)
        self._call = call
        self._engine = engine
        self._listen = listen
        self._budget = budget
        self._guesses = guesses and listen.speculate
        self._streams_audio = streams_audio
        self._state = TurnState.IDLE
        self._audio = TurnAudio(listen.partial_ms if partials else 0)
        self._idle = IdleTimer(listen.prompt_after_s)
        self._keys = KeyEntry()
        self._habit = PauseHabit()
        self._speech: Speech = "request"
        self._revision = 0
        self._utterance: Utterance | None = None
        self._judging: asyncio.Task[None] | None = None
        self._completeness: asyncio.Future[Completeness] | None = None
        self._wait_ms = math.inf
        self._voiced = False
        self._heard_at = 0.0
        self._asked_at = 0.0
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)
        self._unvoiced_ms = 0.0
        self._since_speech_ms = 0.0
        # Windows come from the line, and where it is silent from the VAD's own task.
        self._taking = asyncio.Lock()
        self.handles(
            {
                WindowFrame: self._on_window,
                CompletenessFrame: self._on_completeness,
                InputDTMFFrame: self._on_key,
                InputTextRawFrame: self._on_typed,
            }
        )

    async def cleanup(self) -> None:
        """Drop a judgement that is still under way."""
        await self._stop_judging()
        await super().cleanup()

    async def _on_key(self, frame: InputDTMFFrame) -> None:
        expects = self._call.conversation.state.awaiting is not None
        async with self._taking:
            await self._enter(self._keys.press(frame.button.value, expects_digits=expects))

    async def _on_typed(self, frame: InputTextRawFrame) -> None:
        async with self._taking:
            await self._enter(frame.text)

    async def _on_completeness(self, frame: CompletenessFrame) -> None:
        waiting = self._completeness
        current = (frame.turn, frame.revision) == (self._call.turn.number, self._revision)
        if current and waiting is not None and not waiting.done():
            waiting.set_result(frame.completeness)

    async def _on_window(self, frame: WindowFrame) -> None:
        async with self._taking:
            await self._take(frame)

    async def _take(self, frame: WindowFrame) -> None:
        ms = 1000 * frame.samples.size / LISTEN_HZ
        await self._keep(frame.samples)
        await self._enter(self._keys.passed(ms))
        self._voiced = frame.voiced
        self._heard_at = frame.arrived_at
        self._rest = frame.rest
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
        elif self._audio.kept_s > self._listen.max_turn_s:
            await self._happened(TurnEvent.SPOKE_TOO_LONG, frame)

    async def _happened(self, event: TurnEvent, frame: WindowFrame | None = None) -> None:
        before = self._state
        self._state, action = step(before, event)
        if action is TurnAction.OPEN:
            await self._open(before)
        elif action is TurnAction.RESUME:
            await self._stop_judging()
            self._learn_the_pause()
            self._call.emit(SpeechStarted())
        elif action is TurnAction.JUDGE and frame is not None:
            await self._pause(frame)
        elif action is TurnAction.COMMIT:
            if event is TurnEvent.SPOKE_TOO_LONG:
                await self._stop_judging()
                self._utterance = self._so_far(self._call.clock.now())
                self._call.turn.timeline.marks["spoken"] = self._utterance.speech_ended_at
            await self._commit()

    async def _commit_if_due(self) -> None:
        """End the turn if the silence is as long as the decision asks for."""
        rest_ms = 1000 * self._rest.size / LISTEN_HZ
        enough = self._wait_ms - rest_ms
        # The current window may be the start of a word; wait for it to end.
        if self._since_speech_ms < enough or self._voiced or self._utterance is None:
            return
        said = self._hear_the_end(self._utterance, self._audio.so_far(self._rest), rest_ms)
        if self._since_speech_ms >= enough:
            await self._happened(TurnEvent.PAUSED_ENOUGH)
        elif self._asked_at < said.speech_ended_at <= self._heard_at:
            # A last consonant came after a gap ("Mi-ke"): without it, another word was recognised.
            await self._ask(self._paused())

    def _hear_the_end(
        self, utterance: Utterance, heard: NDArray[np.int16], rest_ms: float = 0.0
    ) -> Utterance:
        """Find where speech ended by all that was heard: a soft last syllable lasts on.

        The last ``rest_ms`` of what was heard came after the last window.
        """
        quiet_ms = silence_ms(heard, LISTEN_HZ, self._unvoiced_ms + rest_ms)
        self._since_speech_ms = quiet_ms - rest_ms
        ended_at = self._heard_at - self._since_speech_ms / 1000
        self._call.turn.timeline.marks["spoken"] = ended_at
        self._utterance = replace(utterance, speech_ended_at=ended_at)
        return self._utterance

    async def _open(self, before: TurnState) -> None:
        self._idle.reset()
        call, earlier = self._call, self._utterance
        unfinished = earlier is not None and self._may_go_on(earlier)
        what = reaction(before, call.agent, unfinished=unfinished)
        if what is Reaction.JOIN and earlier is not None:
            if call.playback.playing:
                call.interrupt()
            call.reopen_turn()
            self._audio.begin(earlier.audio)
            await self.broadcast_interruption()
        else:
            if what is Reaction.INTERRUPT:
                call.interrupt()
                await self.broadcast_interruption()
            call.open_turn()
            self._audio.begin()
        if self._streams_audio:
            await self.push_frame(SpeechFrame(call.turn.number, self._audio.so_far(), begins=True))
        await self.push_frame(UserStartedSpeakingFrame())
        call.emit(SpeechStarted())

    def _learn_the_pause(self) -> None:
        """Remember how long the caller paused before going on."""
        length_ms = self._since_speech_ms - self._listen.start_ms
        self._habit = self._habit.after(length_ms, self._speech)

    def _may_go_on(self, earlier: Utterance) -> bool:
        """Return whether the caller, who starts to speak now, may not have finished before."""
        call = self._call
        if earlier.turn != call.turn.number or call.turn.acted:
            return False
        since_ms = 1000 * (call.clock.now() - earlier.speech_ended_at) - self._listen.start_ms
        return call.owes_answer or since_ms <= self._listen.join_within_ms

    async def _pause(self, frame: WindowFrame) -> None:
        call = self._call
        self._unvoiced_ms = frame.since_edge_ms
        said = self._paused()
        call.turn.timeline.marks.pop("paused", None)
        call.turn.timeline.mark("paused", call.clock.now())
        call.emit(SpeechStopped())
        await self._ask(said)

    def _paused(self) -> Utterance:
        """Return what was said up to the last window."""
        said = self._so_far(self._heard_at)
        return self._hear_the_end(said, said.audio)

    async def _ask(self, said: Utterance) -> None:
        """Ask sound and text whether what was said so far is the whole turn."""
        await self._stop_judging()
        self._asked_at = self._heard_at
        # A judgement that hangs must not keep the caller waiting for digits that nobody asked for.
        self._wait_ms = self._without_text_ms
        self._completeness = asyncio.get_running_loop().create_future()
        self._judging = self.create_task(self._judge(said, self._completeness), "turns-judge")
        if self._guesses:
            await self.push_frame(CandidateFrame(said, self._call.context()))

    async def _judge(
        self, utterance: Utterance, completeness: asyncio.Future[Completeness]
    ) -> None:
        """Decide how long to wait, once the text is known."""
        sound = asyncio.create_task(self._sound(utterance), name="turns-sound")
        try:
            if self._guesses:
                # The text says more than the sound, and nothing is answered before it is there:
                # on a busy machine, which is late with it, the sound alone would only cut in.
                await asyncio.wait({completeness}, timeout=self._without_text_ms / 1000)
            heard = await sound
        finally:
            sound.cancel()
        meant = completeness.result() if completeness.done() else None
        if utterance.revision == self._revision and self._state is TurnState.PAUSED:
            self._wait_ms = self._wait(heard, meant)
            await self._commit_if_due()

    @property
    def _without_text_ms(self) -> float:
        """The silence after which a turn is over even if its text is not there."""
        return self._listen.max_pause_ms["story"]

    def _wait(self, sound: float | None, meant: Completeness | None) -> float:
        """Return the silence in ms after which to answer."""
        self._speech = meant.speech if meant is not None else "request"
        costs = costs_of(self._speech, self._listen.cut_in, self._habit)
        most_ms = meant.max_pause_ms if meant is not None else None
        sense = meant.probability if meant is not None else None
        usual_ms = self._listen.max_pause_ms[self._speech]
        return min(wait_ms(sound, sense, costs), usual_ms if most_ms is None else most_ms)

    async def _sound(self, utterance: Utterance) -> float | None:
        if self._call.spares(Level.LATER):
            # The text, which says more, comes no sooner then.
            await asyncio.sleep(LATER_S)
        try:
            probability: float = await self._engine.run(
                "completeness",
                utterance.audio,
                deadline_ms=self._budget.deadline_ms,
                job=self._call.job(Kind.TURN),
            )
        except VoiceAgentError as error:
            self._call.log.warning("{}", error)
            self._call.overrun("turns", self._budget.on_overrun)
            return None
        return probability

    def _so_far(self, ended_at: float) -> Utterance:
        self._revision += 1
        return Utterance(self._call.turn.number, self._revision, self._audio.so_far(), ended_at)

    async def _show_so_far(self, frame: WindowFrame) -> None:
        overdue = self._audio.overdue
        if overdue is None:
            return
        audio = self._audio.so_far()
        if not may_listen_along(audio, LISTEN_HZ, overdue=overdue):
            return
        self._audio.partial_made()
        call = self._call
        said = Utterance(call.turn.number, self._revision, audio, frame.arrived_at)
        await self.push_frame(SpeakingFrame(said, call.context()))

    async def _commit(self) -> None:
        call = self._call
        self._audio.clear()
        call.commit_turn()
        await self.push_frame(UserStoppedSpeakingFrame())
        if self._utterance is None:
            return
        if call.cut_off is not None:
            call.turn.sound = voicing(self._utterance.audio, LISTEN_HZ)
        await self.push_frame(TurnFrame(self._utterance, call.context()))

    async def _enter(self, text: str | None) -> None:
        """Take keys and typed text as a turn of their own that needs no recognition."""
        if text is None:
            return
        call = self._call
        if reaction(TurnState.IDLE, call.agent, unfinished=False) is Reaction.INTERRUPT:
            call.interrupt()
            await self.broadcast_interruption()
        self._idle.reset()
        call.open_turn()
        for mark in ("spoken", "paused"):
            call.turn.timeline.mark(mark, call.clock.now())
        context = call.context()
        call.commit_turn()
        transcript = Transcript(text, 1.0)
        call.heard_caller(transcript)
        await self.push_frame(TranscriptFrame(call.turn.number, transcript, context))

    async def _stop_judging(self) -> None:
        task, self._judging = self._judging, None
        if task is not None and not task.done() and task is not asyncio.current_task():
            await self.cancel_task(task)

    async def _keep(self, samples: NDArray[np.int16]) -> None:
        if self._state is TurnState.IDLE:
            self._audio.listen(samples)
        else:
            self._audio.keep(samples)
            if self._streams_audio:
                await self.push_frame(SpeechFrame(self._call.turn.number, samples))

    async def _count_idle(self, ms: float) -> None:
        if self._call.on_hold or not RULES[self._state, self._call.agent].idle:
            self._idle.busy()
            return
        holding = self._call.conversation.state.holding
        patience = self._listen.hold_s / self._listen.prompt_after_s if holding else 1.0
        count = self._idle.silent(ms, patience=max(1.0, patience))
        if count is not None:
            await self.push_frame(IdleFrame(count=count))
