"""Servers that answer spoken calls, in this process: one for each day on which calls are held."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from voice_agent.calls.hub import Hub, Subscription
from voice_agent.calls.record import RecordStore
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.clock import Clock
from voice_agent.core.events import Ready
from voice_agent.phone.carriers import CARRIER, make_line
from voice_agent.phone.values import CallError
from voice_agent.pipeline.assembly import Engines
from voice_agent.scenarios.spoken.line import SpokenLine
from voice_agent.scenarios.spoken.voice import CallerVoice
from voice_agent.server.guest import running_server
from voice_agent.server.server import Server

_EVENTS = 16_384
_ANSWERED_S = 15.0


class Exchange:
    """Takes spoken calls on any day. Made by ``open_exchange``.

    The servers share the engines. They run in this process because the day of a call is not part of
    any carrier's protocol, and not every carrier sends the events by which a call is judged.

    Attributes:
        engines: What the servers use.
    """

    def __init__(self, engines: Engines, folder: Path, stack: AsyncExitStack) -> None:
        self.engines = engines
        self._folder = folder
        self._stack = stack
        self._hub = Hub()
        self._urls: dict[date | None, str] = {}
        self._dialling = asyncio.Lock()

    @asynccontextmanager
    async def call(
        self, voice: CallerVoice, *, day: date | None = None, carrier: str = CARRIER
    ) -> AsyncIterator[SpokenLine]:
        """Make a call; it is over when the block ends.

        Args:
            voice: The caller.
            day: The day of the call; today when left out.
            carrier: What the line speaks.

        Raises:
            CallError: The call could not be made.
            ConfigError: No such carrier.
        """
        with self._hub.subscribe(limit=_EVENTS) as events:
            # One after the other, so that the next call that begins is this one.
            async with self._dialling:
                events.waiting()
                phone = make_line(
                    carrier,
                    await self._url(day),
                    noise_dbfs=voice.noise_dbfs,
                    seed=voice.seed,
                )
                await phone.dial()
                try:
                    ready = await _begun(events)
                except CallError:
                    await phone.hangup()
                    raise
            try:
                yield SpokenLine(phone, voice, ready.call_id, events)
            finally:
                await phone.hangup()

    async def _url(self, day: date | None) -> str:
        if day not in self._urls:
            engines = self.engines
            if day is not None:
                engines = replace(engines, clock=Clock.at(day))
            record = f"sqlite:///{self._folder / f'{day}.sqlite'}"
            config = taking_all(engines.config)
            records = RecordStore.open(record, config.playbook_folder.name)
            server = Server(config=config, records=records, engines=engines, hub=self._hub)
            self._urls[day] = await self._stack.enter_async_context(running_server(server))
        return self._urls[day]


def taking_all(config: PipelineConfig) -> PipelineConfig:
    """Return the pipeline file of a server that refuses no call because it may be late."""
    admission = config.server.admission.model_copy(update={"predict": False})
    server = config.server.model_copy(update={"admission": admission})
    return config.model_copy(update={"server": server})


@asynccontextmanager
async def open_exchange(engines: Engines) -> AsyncIterator[Exchange]:
    """Take calls until the block ends; the engines stay the caller's."""
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            yield Exchange(engines, Path(folder), stack)


async def _begun(events: Subscription) -> Ready:
    """Wait for the first call that begins."""
    try:
        async with asyncio.timeout(_ANSWERED_S):
            while True:
                event = await events.next()
                if isinstance(event, Ready):
                    return event
    except TimeoutError:
        raise CallError("the server did not take the call") from None
