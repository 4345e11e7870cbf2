"""Faults that ``chaos`` inflicts on a server, each a block that the fault lasts for."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import signal
import sqlite3
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from benchmarks.latency.chaos_engines import CLOCK, STALL
from benchmarks.latency.outside import Outside
from benchmarks.latency.postgres import PostgresServer
from voice_agent.phone.launch import ServerProcess

LOCKED_S = 8.0
STALLED_S = 3.0
JUMP_S = 3600.0
GONE_S = 5.0


@dataclass(frozen=True, slots=True)
class World:
    """All that faults can be inflicted on.

    Attributes:
        server: The supervisor of the workers.
        folder: Files that turn faults inside of the workers on.
        database: File of the call record.
        outside: LLM and webhook.
        postgres: Keeps the record, if no file does.
    """

    server: ServerProcess
    folder: Path
    database: Path
    outside: Outside
    postgres: PostgresServer | None = None

    def workers(self) -> list[psutil.Process]:
        """Return the workers, by their number of start."""
        return sorted(psutil.Process(self.server.pid).children(), key=lambda one: one.pid)


Inflict = Callable[[World], AbstractAsyncContextManager[None]]
Costs = Literal["nothing", "one worker", "its own call"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault.

    Attributes:
        name: What happens.
        inflict: Makes it happen while the block lasts.
        costs: What may be lost.
        hard: Whether callers ask for what takes the LLM.
        postgres: Whether the record is in PostgreSQL.
    """

    name: str
    inflict: Inflict
    costs: Costs = "nothing"
    hard: bool = False
    postgres: bool = False


def stalled(stage: str) -> Inflict:
    """Have the engine of a stage stand still in all workers."""

    @asynccontextmanager
    async def inflict(world: World) -> AsyncIterator[None]:
        file = world.folder / STALL.format(stage=stage)
        file.touch()
        lifting = asyncio.get_running_loop().call_later(STALLED_S, file.unlink, True)
        try:
            yield
        finally:
            lifting.cancel()
            file.unlink(missing_ok=True)

    return inflict


@asynccontextmanager
async def clock_jump(world: World) -> AsyncIterator[None]:
    """Have the wall clock of all workers jump by an hour, and back."""
    file = world.folder / CLOCK
    file.write_text(str(JUMP_S))
    try:
        yield
    finally:
        file.unlink()


def signalled(number: signal.Signals) -> Inflict:
    """Send a signal to the worker that was started last."""

    @asynccontextmanager
    async def inflict(world: World) -> AsyncIterator[None]:
        world.workers()[-1].send_signal(number)
        yield

    return inflict


def outside(what: Literal["llm", "hook"], mode: Literal["slow", "dead"]) -> Inflict:
    """Have the LLM or the webhook fail."""

    @asynccontextmanager
    async def inflict(world: World) -> AsyncIterator[None]:
        setattr(world.outside, what, mode)
        try:
            yield
        finally:
            setattr(world.outside, what, "well")

    return inflict


@asynccontextmanager
async def database_locked(world: World) -> AsyncIterator[None]:
    """Keep the record's database to ourselves, for longer than anybody waits for it."""
    connection = sqlite3.connect(world.database, isolation_level=None, timeout=30)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
        await asyncio.sleep(LOCKED_S)
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@asynccontextmanager
async def postgres_gone(world: World) -> AsyncIterator[None]:
    """Stop PostgreSQL, and start it again."""
    assert world.postgres is not None
    await asyncio.to_thread(world.postgres.stop)
    try:
        yield
        await asyncio.sleep(GONE_S)
    finally:
        await asyncio.to_thread(world.postgres.start)


@asynccontextmanager
async def disk_full(world: World) -> AsyncIterator[None]:
    """Let no worker write another byte into any file."""
    limited = world.workers()
    for one in limited:
        _limit(one, resource.RLIMIT_FSIZE, 0)
    try:
        yield
    finally:
        for one in limited:
            _limit(one, resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)


@asynccontextmanager
async def no_memory(world: World) -> AsyncIterator[None]:
    """Let one worker have no more memory than it has."""
    worker = world.workers()[-1]
    _limit(worker, resource.RLIMIT_AS, int(worker.memory_info().vms))
    try:
        yield
    finally:
        _limit(worker, resource.RLIMIT_AS, resource.RLIM_INFINITY)


@asynccontextmanager
async def cut_in_mid_frame(world: World) -> AsyncIterator[None]:
    """Open a call of our own, and cut it off in the middle of a WebSocket frame."""
    reader, writer = await asyncio.open_connection("127.0.0.1", world.server.port)
    writer.write(
        b"GET /ws?rate=16000 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    for _ in range(25):
        writer.write(_frame(bytes(640)))
        await asyncio.sleep(0.02)
    writer.write(_frame(bytes(640))[:100])
    await writer.drain()
    # Zero linger: the peer sees a reset, as if a network had gone away.
    writer.get_extra_info("socket").setsockopt(*_NO_LINGER)
    writer.transport.abort()
    yield


_NO_LINGER = (1, 13, struct.pack("ii", 1, 0))


def _frame(payload: bytes) -> bytes:
    return b"\x82" + bytes([0x80 | 126]) + len(payload).to_bytes(2, "big") + bytes(4) + payload


def _limit(process: psutil.Process, what: int, soft: int) -> None:
    with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
        _, hard = resource.prlimit(process.pid, what)
        resource.prlimit(process.pid, what, (soft, hard))


FAULTS = (
    Fault("language model stands still for 3 s", stalled("slm")),
    Fault("voice stands still for 3 s", stalled("tts"), hard=True),
    Fault("LLM resets connections", outside("llm", "dead"), hard=True),
    Fault("LLM says nothing for 40 s", outside("llm", "slow"), hard=True),
    Fault("webhook of finished calls is dead", outside("hook", "dead")),
    Fault("webhook of finished calls is slow", outside("hook", "slow")),
    Fault("record's database locked", database_locked),
    Fault("PostgreSQL is gone", postgres_gone, postgres=True),
    Fault("disk full", disk_full),
    Fault("wall clock jumps by an hour", clock_jump),
    Fault("line cut in mid-frame", cut_in_mid_frame, costs="its own call"),
    Fault("a worker gets no more memory", no_memory, costs="one worker", hard=True),
    Fault("a worker is killed", signalled(signal.SIGKILL), costs="one worker"),
    Fault("a worker stands still", signalled(signal.SIGSTOP), costs="one worker"),
)


def chosen(names: list[str] | None) -> tuple[Fault, ...]:
    """Return the faults whose names contain one of these; all of them without names."""
    if not names:
        return FAULTS
    return tuple(one for one in FAULTS if any(name in one.name for name in names))
