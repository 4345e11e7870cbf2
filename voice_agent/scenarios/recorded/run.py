"""One recorded call through the whole pipeline, without a server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipecat.pipeline.worker import PipelineParams

from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.call import Call, Turn
from voice_agent.calls.hub import Hub
from voice_agent.calls.ledger import MemoryLedger
from voice_agent.calls.playback import Playback
from voice_agent.calls.record_rows import turn_row
from voice_agent.config.handoff import HandoffConfig
from voice_agent.config.registry import EngineContext, make_stage
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.errors import ConfigError, StageError
from voice_agent.core.events import Ended, Event, Ready
from voice_agent.pipeline.assembly import Engines, build_pipeline
from voice_agent.pipeline.worker import make_worker, start_worker, stop_worker
from voice_agent.scenarios.recorded.line import RecordedLine
from voice_agent.scenarios.recorded.stand_ins import IdleActions, RecordedLlm
from voice_agent.scenarios.recorded.turns import HeardTurn
from voice_agent.transport.line_output import LineOutput
from voice_agent.transport.pacing import LEAD_MS
from voice_agent.transport.pipecat_line import LineInput
from voice_agent.tts.voice import Voice

_EVENTS = 65_536


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call to run again.

    Attributes:
        name: Its id, by which the record knows it.
        caller: What the caller says: int16 samples at ``LISTEN_HZ``, shape (n,).
        turns: Its turns in the record, if it is there.
        day: The day of the call; today if it is not known.
    """

    name: str
    caller: Samples
    turns: Sequence[HeardTurn] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A call that ran again.

    Attributes:
        turns: Its turns.
        events: Everything that it published, with the virtual times.
    """

    turns: list[HeardTurn]
    events: list[Event]


async def run_again(recorded: Recorded, engines: Engines) -> Replayed:
    """Run a call on the loop's clock; two runs on a ``RepeatableLoop`` are the same.

    Raises:
        StageError: The call broke down.
        ModelError: The voice is missing or damaged.
    """
    run = _Run(recorded, engines)
    try:
        return await run.held()
    finally:
        await run.aclose()


def only_local(engines: Engines) -> None:
    """Refuse engines whose answers come over a network: they are never there on this clock.

    Raises:
        ConfigError: A stage has one.
    """
    for handle in (engines.turns, engines.stt, engines.slm, engines.voice.handle):
        if not handle.info.local:
            raise ConfigError(
                f"{engines.config.file}: stages.{handle.stage}: {handle.info.name} is a service; "
                "a replay needs an engine that works on this machine"
            )


class _Run:
    """A call while it runs, with what it has of its own."""

    def __init__(self, recorded: Recorded, engines: Engines) -> None:
        self._recorded = recorded
        self._turns: list[HeardTurn] = []
        self._missing: list[str] = []
        book, config = engines.playbook, engines.config
        clock = engines.clock if recorded.day is None else Clock.at(recorded.day)
        self._hub = Hub()
        self._call = Call(
            recorded.name,
            playbook=book,
            budgets=engines.budgets,
            playback=Playback(rate_hz=LISTEN_HZ, lead_ms=LEAD_MS),
            clock=clock,
            hub=self._hub,
            on_turn=self._note,
        )
        self._engines = replace(
            engines,
            clock=clock,
            ledger=MemoryLedger(),
            # Nobody is rung, and no brief is sent.
            config=config.model_copy(update={"handoff": HandoffConfig()}),
            actions=IdleActions(book, self._missing.append),
            llm=EngineHandle("llm", RecordedLlm(recorded.turns, self._asked, self._missing.append)),
            voice=_fresh_voice(engines),
        )

    async def held(self) -> Replayed:
        """Hold the call to its end."""
        call, line = self._call, RecordedLine(self._recorded.name, self._recorded.caller)
        worker = make_worker(
            build_pipeline(
                call,
                self._engines,
                audio_in=LineInput(line, call),
                audio_out=LineOutput(line, call),
                speak_hz=LISTEN_HZ,
            ),
            params=PipelineParams(audio_in_sample_rate=LISTEN_HZ, audio_out_sample_rate=LISTEN_HZ),
        )
        with self._hub.subscribe(call.id, limit=_EVENTS) as events:
            call.emit(Ready())
            running = start_worker(call, worker)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(call.ended), self._engines.config.max_call_s)
            call.finish("time_limit")
            reason = call.ended.result()
            call.emit(Ended(reason=reason))
            call.close_turn()
            await stop_worker(call, worker, running, reason)
            if reason == "error":
                name = self._recorded.name
                raise StageError(f"{name}: the call broke down; the log says where")
            return Replayed(self._turns, events.waiting())

    async def aclose(self) -> None:
        """Close what the call had of its own."""
        await self._engines.llm.aclose()
        await self._engines.voice.handle.aclose()
        await self._engines.actions.aclose()

    def _asked(self) -> str:
        transcript = self._call.turn.transcript
        return transcript.text if transcript is not None else ""

    def _note(self, turn: Turn) -> None:
        call = self._call
        row = turn_row(call.id, call.playbook, turn, call.conversation.state, call.clock.today())
        missing = tuple(dict.fromkeys(self._missing))
        self._missing.clear()
        text, route = row["transcript"] or "", row["route"] or ""
        self._turns.append(HeardTurn(text, route, row["reply"], row["source"], missing))


def _fresh_voice(engines: Engines) -> Voice:
    """Make the voice anew: with the same seed and no memory it says everything the same again."""
    import onnxruntime

    # Its random operators go on from where the last call left them; a new session begins again.
    onnxruntime.set_seed(0)
    context = EngineContext.of(engines.config, engines.playbook)
    made = make_stage("tts", engines.config.stages["tts"], context)
    return Voice(EngineHandle("tts", *made))
