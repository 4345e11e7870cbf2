"""A server with engines that need no model, and a caller to phone it with."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy
from fakes import (
    FixedTurns,
    LoudnessVad,
    ScriptedLlm,
    ScriptedStt,
    TableSlm,
    ToneVoice,
    entity,
    playbook,
    reading,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from voice_agent.actions.run import Actions
from voice_agent.calls.record import RecordStore
from voice_agent.config.schema import ListenConfig, PipelineConfig
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.turn import Escalation
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.pipeline.assembly import Engines
from voice_agent.pipeline.inserts import read_inserts
from voice_agent.playbook import Playbook
from voice_agent.server.pages import Site
from voice_agent.server.reload import Reloader
from voice_agent.server.server import Server
from voice_agent.testing.server import running_server
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.carriers import find_carrier
from voice_agent.tts.voice import Voice

AMOUNT = entity("amount", "$250", {"amount": 250.0, "currency": "USD"})
READINGS = {
    "my balance": reading(intent="balance"),
    "my bal": reading(intent="balance", completeness=0.02),
    "send $250 to Sarah": reading(
        intent="transfer", entities=[AMOUNT, entity("payee", "Sarah", "Sarah")]
    ),
    "the fees": reading(intent="fees"),
    "think hard about this": reading(intent="advice"),
    "think har": reading(intent="advice", completeness=0.02),
    "give me a person": reading(intent="person", escalation=Escalation(0.95, "person")),
    "bye": reading(intent="bye"),
}
TONE = (9000 * np.sin(np.arange(16000 * 3) * 0.2)).astype("<i2")


def speech(seconds: float) -> bytes:
    return TONE[: int(16000 * seconds)].tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * int(16000 * seconds))


@dataclass
class Phone:
    """A caller with everything the server said to it."""

    socket: ClientConnection
    events: list[dict[str, Any]] = field(default_factory=list)
    audio: bytearray = field(default_factory=bytearray)
    closed: tuple[int, str] | None = None

    async def listen(self) -> None:
        try:
            async for message in self.socket:
                if isinstance(message, bytes):
                    self.audio.extend(message)
                else:
                    self.events.append(json.loads(message))
        except ConnectionClosed:
            pass
        self.closed = (self.socket.close_code or 0, self.socket.close_reason or "")

    async def say(self, seconds: float = 0.6) -> None:
        for chunk in (speech(seconds), silence(0.5)):
            for start in range(0, len(chunk), 32000):
                await self.socket.send(chunk[start : start + 32000])

    async def until(self, type_: str, count: int = 1) -> dict[str, Any]:
        async with asyncio.timeout(30):
            while len(self.all(type_)) < count:
                await asyncio.sleep(0.01)
        return self.all(type_)[count - 1]

    async def greeted(self) -> None:
        """Wait until the greeting has been heard to its end."""
        words = len((await self.until("reply"))["text"].split())
        async with asyncio.timeout(30):
            while len(self.audio) < 2 * 800 * words:
                await asyncio.sleep(0.01)

    def all(self, type_: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == type_]

    def types(self) -> list[str]:
        return [event["type"] for event in self.events]


@dataclass
class Exchange:
    """A server with fake engines, and the way to phone it."""

    url: str
    server: Server
    stt: ScriptedStt
    llm: ScriptedLlm
    turns: FixedTurns
    database: str

    @contextlib.asynccontextmanager
    async def dial(
        self, carrier: str = "raw", query: Mapping[str, str] | None = None
    ) -> AsyncIterator[MemoryWire]:
        """Call the server without a network."""
        wire = MemoryWire(query)
        call = asyncio.create_task(self.server.answer(find_carrier(carrier), wire))
        try:
            yield wire
        finally:
            wire.hang_up()
            await call

    @contextlib.asynccontextmanager
    async def phone(self, rate: int = 16000) -> AsyncIterator[Phone]:
        async with connect(f"{self.url}/ws?rate={rate}") as socket:
            phone = Phone(socket)
            listening = asyncio.create_task(phone.listen())
            try:
                yield phone
            finally:
                await socket.close()
                await listening

    async def idle(self) -> None:
        async with asyncio.timeout(30):
            while self.server.lobby.calls:
                await asyncio.sleep(0.01)

    async def idle_but(self, calls: int) -> None:
        """Wait until no more than ``calls`` are on the line, and their end has been dealt with."""
        async with asyncio.timeout(30):
            while len(self.server.lobby.calls) > calls:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)

    async def rows(self, sql: str) -> list[Any]:
        await asyncio.to_thread(self.server.records.join)
        engine = sqlalchemy.create_engine(self.database)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(sqlalchemy.text(sql))]
        engine.dispose()
        return found


MakeExchange = Callable[..., contextlib.AbstractAsyncContextManager[Exchange]]


def exchange_in(tmp_path: Path) -> MakeExchange:
    """How to start servers whose files are in ``tmp_path``."""
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "fees.md").write_text("# Fees\n## The fees\nIt costs nothing.\n")

    @contextlib.asynccontextmanager
    async def make(
        *lines: str,
        llm: ScriptedLlm | None = None,
        listen: ListenConfig | None = None,
        book: Playbook | None = None,
        max_calls: int = 4,
        stages: dict[str, dict[str, Any]] | None = None,
        voice: Voice | None = None,
        listens: bool = True,
        reloader: Reloader | None = None,
        sites: Callable[[Server], Sequence[Site]] = lambda server: (),
        **pipeline: Any,
    ) -> AsyncIterator[Exchange]:
        database = f"sqlite:///{tmp_path}/calls.sqlite"
        config = PipelineConfig.model_validate(
            {
                "file": tmp_path / "line.yaml",
                "playbook": ".",
                "record_url": database,
                "max_calls": max_calls,
                "listen": (listen or ListenConfig(partial_ms=0)).model_dump(),
                "stages": {
                    name: {"engine": "fake", "budget_ms": 100, "deadline_ms": 2000}
                    | (stages or {}).get(name, {})
                    for name in ("vad", "turns", "stt", "slm", "router", "answer", "llm", "tts")
                },
                **pipeline,
            }
        )
        stt, turns, llm = ScriptedStt(lines), FixedTurns(), llm or ScriptedLlm(error="no key")
        engines = Engines(
            config=config,
            playbook=book or playbook(tmp_path),
            budgets=config.budgets(),
            knowledge=EngineHandle("router", Knowledge.load(tmp_path / "knowledge", en)),
            clock=Clock(),
            actions=Actions(book or playbook(tmp_path)),
            vad=LoudnessVad(),
            turns=EngineHandle("turns", turns),
            stt=EngineHandle("stt", stt),
            slm=EngineHandle("slm", TableSlm(READINGS)),
            llm=EngineHandle("llm", llm),
            voice=voice or Voice(EngineHandle("tts", ToneVoice())),
            inserts=read_inserts(config),
        )
        records = RecordStore.open(database, "test")
        server = Server(config=config, records=records, engines=engines, reloader=reloader)
        line = Exchange("", server, stt, llm, turns, database)
        try:
            if listens:
                async with running_server(server, sites(server)) as line.url:
                    yield line
            else:
                yield line
                await server.stop()
        finally:
            await engines.aclose()

    return make
