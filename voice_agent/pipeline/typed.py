"""A call without audio: typed turns in, events out, on the same path from the SLM stage on."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    Frame,
    InputDTMFFrame,
    InputTextRawFrame,
    OutputTransportReadyFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from voice_agent.calls.agent_state import AgentState
from voice_agent.calls.call import Call, Turn
from voice_agent.calls.hub import Hub, Subscription
from voice_agent.calls.ledger import MemoryLedger
from voice_agent.calls.playback import Playback
from voice_agent.core.clock import Clock
from voice_agent.core.errors import DeadlineError
from voice_agent.core.events import Ended, EndedReason, Event, Ready, Replied
from voice_agent.core.turn import EndReason
from voice_agent.pipeline.assembly import Engines, resources
from voice_agent.pipeline.frames import IdleFrame, ReplyFrame
from voice_agent.pipeline.respond.stage import RespondStage
from voice_agent.pipeline.router import RouterStage
from voice_agent.pipeline.slm import SlmStage
from voice_agent.pipeline.stage import Stage
from voice_agent.pipeline.turns import TurnStage
from voice_agent.pipeline.worker import make_worker, start_worker, stop_worker

_ANSWER_S = 60.0
_RATE_HZ = 1000
"""The caller reads instead of listening: a word is one sample, heard at once."""


class _Reader(Stage):
    """Takes the place of the voice, and has every reply heard as soon as it is made."""

    def __init__(self, call: Call) -> None:
        super().__init__("reader")
        self._call = call
        self._ends: EndReason | None = None
        self._begun = False
        self._left: int | None = None
        self.handles({ReplyFrame: self._read})

    def hear(self, words: int | None) -> None:
        """Hear at most ``words`` of what comes next; all of it for ``None``."""
        self._left = words

    @property
    def heard_enough(self) -> bool:
        """True if the rest is not heard: the caller is about to speak."""
        return self._left == 0

    async def _read(self, frame: ReplyFrame) -> None:
        call = self._call
        if not self._begun:
            call.playback.begin()
            self._begun = True
        self._ends = self._ends or frame.reply.ends_call
        for segment in frame.reply.segments:
            if segment.text:
                words = len(segment.text.split())
                call.queue_audio(segment.text, words, segment.source)
                call.audio_sent(self._take(words))
        if not frame.final:
            return
        self._begun = False
        call.reply_ends()
        if self._ends is not None and not call.playback.playing:
            call.finish(self._ends)

    def _take(self, words: int) -> int:
        if self._left is None:
            return words
        taken = min(words, self._left)
        self._left -= taken
        return taken


class _Door(FrameProcessor):
    """Both ends of the pipeline: typed turns go in, and whatever comes out ends here."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)


@dataclass
class TypedCall:
    """One call by typing. Made by ``typed_call``.

    Attributes:
        call: The call.
        events: What it published, to show or to check.
    """

    call: Call
    events: Subscription
    _worker: PipelineWorker
    _reader: _Reader
    _idle_prompts: int = 0

    async def say(self, text: str, *, hear: int | None = None) -> list[Event]:
        """Say one turn and return what followed, once the agent has answered.

        Args:
            text: The turn.
            hear: Words of the answer after which the caller speaks again; all when left out.

        Raises:
            DeadlineError: There was no answer in a minute.
        """
        self._idle_prompts = 0
        return await self._after(InputTextRawFrame(text), hear)

    async def press(self, keys: str, *, hear: int | None = None) -> list[Event]:
        """Press keys, ended by ``#``, and return what followed."""
        self._idle_prompts = 0
        for key in keys:
            await self._worker.queue_frame(InputDTMFFrame(KeypadEntry(key)))
        return await self._after(InputDTMFFrame(KeypadEntry("#")), hear)

    async def be_silent(self, *, hear: int | None = None) -> list[Event]:
        """Be silent until the agent asks whether anyone is there; return what followed."""
        self._idle_prompts += 1
        return await self._after(IdleFrame(count=self._idle_prompts), hear)

    async def greeting(self) -> list[Event]:
        """Return what the agent said when the call began."""
        return await self._until(lambda found: any(isinstance(e, Replied) for e in found))

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self.call.ended.done()

    @property
    def ended(self) -> EndedReason | None:
        """Why the call has ended; ``None`` while it goes on."""
        return self.call.ended.result() if self.over else None

    @property
    def agent_speaks(self) -> bool:
        """True if the caller has not heard the answer to its end."""
        return self.call.agent is AgentState.SPEAKING

    @property
    def v2v_ms(self) -> float | None:
        """Voice-to-voice time of the last answer: a typed one has none."""
        return None

    async def _after(self, frame: Frame, hear: int | None) -> list[Event]:
        turn = self.call.turn.number + (not isinstance(frame, IdleFrame))
        self._reader.hear(hear)
        await self._worker.queue_frame(frame)

        def answered(found: list[Event]) -> bool:
            if self.over or (self._reader.heard_enough and self.agent_speaks):
                return True
            settled = self.call.turn.number >= turn and not self.call.owes_answer
            return settled and self.call.agent is not AgentState.SPEAKING and bool(found)

        return await self._until(answered)

    async def _until(self, done: Callable[[list[Event]], bool]) -> list[Event]:
        found: list[Event] = []
        try:
            async with asyncio.timeout(_ANSWER_S):
                while not done(found):
                    with contextlib.suppress(TimeoutError):
                        found.append(await asyncio.wait_for(self.events.next(), 0.01))
        except TimeoutError:
            raise DeadlineError("the agent has not answered in a minute", stage="answer") from None
        found += self.events.waiting()
        return found


@asynccontextmanager
async def typed_call(
    engines: Engines,
    *,
    clock: Clock | None = None,
    on_turn: Callable[[Turn], None] = lambda turn: None,
) -> AsyncIterator[TypedCall]:
    """Hold a call by typing; it is over when the block ends.

    Nothing that other calls have done counts towards its limits.

    Args:
        engines: Of which the SLM, the LLM, knowledge and actions are used.
        clock: When the call is held; now when left out.
        on_turn: Told each turn once nothing of it changes any more.
    """
    engines = replace(engines, ledger=MemoryLedger())
    hub = Hub()
    call = Call(
        uuid.uuid4().hex[:16],
        playbook=engines.playbook,
        budgets=engines.budgets,
        playback=Playback(rate_hz=_RATE_HZ, lead_ms=0),
        clock=clock or engines.clock,
        hub=hub,
        on_turn=on_turn,
    )
    config, budgets = engines.config, engines.budgets.stages
    door, reader = _Door(name="typed-in"), _Reader(call)
    pipeline = Pipeline(
        [
            door,
            TurnStage(call, engines.turns, config.listen, budgets["turns"], guesses=False),
            SlmStage(call, engines.slm, budgets["slm"], engines.questions),
            RouterStage(call, engines.knowledge),
            RespondStage(call, resources(engines)),
            reader,
        ]
    )
    worker = make_worker(pipeline)
    with hub.subscribe(call.id, limit=4096) as events:
        call.emit(Ready())
        running = start_worker(call, worker)
        try:
            # What a transport says when it can send.
            await worker.queue_frame(OutputTransportReadyFrame())
            yield TypedCall(call, events, worker, reader)
        finally:
            call.finish("caller_hangup")
            call.emit(Ended(reason=call.ended.result()))
            call.close_turn()
            await stop_worker(call, worker, running, "the call is over")
