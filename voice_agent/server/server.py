"""The server without its listeners: engines, lobby, metrics, events, the call record."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from loguru import logger

from voice_agent.calls.hub import Hub
from voice_agent.calls.info import CallInfo
from voice_agent.calls.record import RecordStore
from voice_agent.calls.recorder import Recorder, open_recorder
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.version import version_of
from voice_agent.core.effort import Level
from voice_agent.core.errors import ConfigError, VoiceAgentError
from voice_agent.pipeline.assembly import Engines, start_engines
from voice_agent.pipeline.prepared import opening_clauses
from voice_agent.playbook.says import Says
from voice_agent.server.admission import Intake
from voice_agent.server.after_call import AfterCall, open_after_call
from voice_agent.server.busy import ready_audio
from voice_agent.server.drain import Drain
from voice_agent.server.entrance import Entrance, Sentence
from voice_agent.server.intake import Desk
from voice_agent.server.load_meter import LoadMeter
from voice_agent.server.lobby import Lobby
from voice_agent.server.metrics import Metrics
from voice_agent.server.refusals import Refusals
from voice_agent.server.reload import Reloader
from voice_agent.server.rollout import Rollout, Version
from voice_agent.server.session import run_call
from voice_agent.server.workers.peers import Peers
from voice_agent.server.workers.place import Place, numbers
from voice_agent.transport.base import Carrier, Refusal, Wire

_LOOK_AGAIN_S = 0.5
_PREPARE_MS = 10_000.0


@dataclass(slots=True)
class Server:
    """A server, whatever it listens on.

    Attributes:
        config: The pipeline file.
        records: The call record; closed with the server.
        engines: ``None`` until they are loaded. Those that were given, not loaded here, are
            closed by their owner.
        failure: Why the engines could not be loaded.
        reloader: Loads a new version of the agent; ``None`` if nobody may ask for one.
        prepared: Whether the answers of the knowledge folder can begin at once.
        loaded: Stages whose engine is loaded.
        on_failure: Set with ``failure``.
        place: Place among the workers of this server; ``None`` if it is alone.
        peers: The other workers.
    """

    config: PipelineConfig
    records: RecordStore
    engines: Engines | None = None
    metrics: Metrics = field(default_factory=Metrics)
    hub: Hub = field(default_factory=Hub)
    lobby: Lobby = field(init=False)
    drain: Drain = field(init=False)
    meter: LoadMeter = field(init=False)
    desk: Desk = field(init=False)
    entrance: Entrance = field(init=False)
    failure: str = ""
    prepared: bool = False
    loaded: list[str] = field(default_factory=list)
    on_failure: asyncio.Event = field(default_factory=asyncio.Event)
    reloader: Reloader | None = None
    place: Place | None = None
    peers: Peers | None = field(default=None, init=False)
    rollout: Rollout[Engines | None] = field(init=False)
    after: AfterCall | None = field(default=None, init=False)
    recorder: Recorder | None = field(default=None, init=False)
    _owned: list[Engines] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        if self.place is not None:
            self.peers = Peers(self.place)
        self.lobby = Lobby(self.config.max_calls)
        self.drain = Drain(self.lobby, self.config.server.drain_s)
        self.meter = LoadMeter(lambda: len(self.lobby.calls))
        self.metrics.effort.set_function(lambda: self.meter.effort.level)
        self.desk = Desk(
            self.config.server.admission,
            self.config.turn_budget_ms,
            self.meter,
            self.metrics,
            calls=lambda: len(self.lobby.calls),
            max_calls=self.config.max_calls,
        )
        self.rollout = Rollout(Version("", self.engines))
        self.entrance = Entrance(
            self.config.server, Refusals(self.metrics), self.desk, self._no_line, self._sentence
        )
        if self.config.after_call is not None:
            folder = self.config.file.parent
            self.after = open_after_call(self.config.after_call, folder, *numbers(self.place))
        if self.config.recording is not None:
            self.recorder = open_recorder(self.config.recording, self.config.file.parent)

    @property
    def ready(self) -> bool:
        """True if calls are taken while a line is free."""
        return self.engines is not None and not self.lobby.closed

    async def load(self) -> None:
        """Load the engines in a thread; until then the server answers that it is not ready."""
        if self.engines is None:
            try:
                self.engines = await start_engines(self.config, on_loaded=self.loaded.append)
            except VoiceAgentError as error:
                self.failure = str(error)
                self.on_failure.set()
                return
            self._owned.append(self.engines)
            self.rollout.stable.name = await asyncio.to_thread(version_of, self.config)
            logger.info(
                "ready: {} can take {} calls",
                self.config.playbook_folder.name,
                self.config.max_calls,
            )
        self._watch()

    async def prepare(self, loading: asyncio.Task[None]) -> None:
        """Synthesise how the knowledge folder's answers begin, once the engines are loaded.

        Made when they are needed they are not ready before a short turn is over. What is not on
        disk from an earlier start is made while nobody calls.
        """
        await asyncio.wait({loading})
        if self.engines is None:
            return
        voice = self.engines.voice
        try:
            openings = opening_clauses(self.engines.knowledge.engine, self.engines.playbook.lang)
            for clause in await voice.recall(openings):
                while self.lobby.calls:
                    await asyncio.sleep(_LOOK_AGAIN_S)
                await voice.prepare([clause], deadline_ms=_PREPARE_MS)
        except VoiceAgentError as error:
            logger.warning("{}; answers of the knowledge folder are spoken when needed", error)
        self.prepared = True

    async def answer(self, carrier: Carrier, wire: Wire) -> None:
        """Take a call, or tell the caller why not; return when it is over."""
        connection = await self.entrance.admit(carrier, wire)
        if connection is None:
            return
        assert self.engines is not None
        version = self.rollout.choose(_caller(connection.info))
        stable = version is self.rollout.stable
        engines = self.engines if stable else version.engines
        assert engines is not None
        answer = self.desk.ask()
        self.desk.note(answer)
        version.calls += 1
        call = self.lobby.hold(
            run_call(
                connection,
                engines=engines,
                records=self.records,
                metrics=self.metrics,
                hub=self.hub,
                closing=self.drain.closing,
                effort=self.meter.effort,
                least=Level.LESS if answer is Intake.LEAN else Level.ALL,
                version=version.name,
                after=self.after,
                recorder=self.recorder,
            )
        )
        try:
            await call
        finally:
            version.calls -= 1
            await self._close(self.rollout.unneeded())

    async def take(self, engines: Engines, version: str, share: float) -> None:
        """Have a new version take a share of the callers.

        Args:
            engines: Loaded; closed by this server.
            version: Its name.
            share: Part of the callers, up to 1.

        Raises:
            ConfigError: The server has nothing yet that they could be beside.
        """
        if self.engines is None:
            await engines.aclose()
            raise ConfigError("the server still loads what it was started with; try again")
        lang, knowledge = engines.playbook.lang, engines.knowledge.engine
        await engines.voice.recall(await asyncio.to_thread(opening_clauses, knowledge, lang))
        self._owned.append(engines)
        self.rollout.stable.engines = self.engines
        unneeded = self.rollout.add(Version(version, engines), share)
        self.engines = self.rollout.stable.engines
        self._watch()
        await self._close(unneeded)

    def _watch(self) -> None:
        """Count and measure the engines of all versions that take calls."""
        self.rollout.stable.engines = self.engines
        taking = [one.engines for one in self.rollout.taking if one.engines is not None]
        handles = [handle for engines in taking for handle in engines.handles]
        for handle in handles:
            handle.on_fallback = self.metrics.fell_back
        self.metrics.watch(handles)
        self.meter.watch(handles)

    async def _close(self, versions: Iterable[Version[Engines | None]]) -> None:
        """Free versions that are not needed any more, if they were loaded here."""
        for version in versions:
            engines = version.engines
            if engines is not None and any(one is engines for one in self._owned):
                self._owned = [one for one in self._owned if one is not engines]
                await engines.aclose()
                logger.info("version {} has no call left", version.name)

    def _no_line(self) -> Refusal | None:
        refusal = self.lobby.refusal(ready=self.engines is not None)
        return refusal or self.desk.refusal()

    def _sentence(self, text: Callable[[Says], str]) -> Sentence | None:
        """Return a fixed sentence of the playbook, if the voice need not make it first."""
        if self.engines is None:
            return None
        audio = ready_audio(self.engines, text(self.engines.playbook.says))
        return None if audio is None else (audio, self.engines.voice.sample_rate_hz)

    async def purge(self) -> None:
        """Delete recordings that are old enough, as long as the server runs."""
        if self.recorder is not None and (self.place is None or self.place.first):
            await self.recorder.purge_now_and_then()

    async def stop(self) -> None:
        """End the calls that are on the line, then free the engines."""
        await self.lobby.stop()
        if self.after is not None:
            # What is told of a call is made in the record's thread, after its last turn.
            await asyncio.to_thread(self.records.join)
            await self.after.stop()
        for engines in self._owned:
            await engines.aclose()
        await asyncio.to_thread(self.records.close)
        if self.recorder is not None:
            await asyncio.to_thread(self.recorder.close)


def _caller(info: CallInfo) -> str:
    """Return what tells a caller from others; a call without it is a caller by itself."""
    return info.from_number or info.call_id or uuid.uuid4().hex
