"""The supervisor: accepts connections for its workers, and starts those again that die.

It answers no request and loads no model. A connection goes to the worker with the fewest calls, as
a file descriptor, and the supervisor has no part in it from then on.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loguru import logger

from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ConfigError
from voice_agent.server.port import bound
from voice_agent.server.workers.channel import Reports, channel, give
from voice_agent.server.workers.place import VARIABLE, Place
from voice_agent.server.workers.policy import MOST_DEATHS, Deaths, Load, Phase, choose

BACKLOG = 2048
_AT_ONCE = 64
_LOOK_EVERY_S = 1.0
_PASSED_ON = ("SIGTERM", "SIGINT", "SIGHUP")


@dataclass(slots=True)
class _Slot:
    """A worker's place, and the process that has it now."""

    number: int
    deaths: Deaths = field(default_factory=Deaths)
    starts: int = 0
    load: Load | None = None
    process: asyncio.subprocess.Process | None = None
    end: socket.socket | None = None
    reports: Reports | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a worker that waits to be started is not wanted any more."""


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address.

    Raises:
        ConfigError: It cannot be listened on, or connections cannot be handed on here.
    """
    if not hasattr(socket, "send_fds") or not hasattr(socket, "AF_UNIX"):
        raise ConfigError(
            "this platform cannot hand connections to other processes; leave --workers out, and "
            "run one server for each port"
        )
    listener = bound(host, port)
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


class Supervisor:
    """Keeps workers running until it is told to stop. Make it inside of its event loop.

    Args:
        listener: What it listens on; closed at the end.
        count: How many workers.
        command: What starts one; its place comes in the environment.
    """

    def __init__(self, listener: socket.socket, count: int, command: Sequence[str]) -> None:
        self._listener = listener
        self._command = command
        self._slots = [_Slot(number) for number in range(count)]
        self._stopping = False
        self._accepting = False
        self._given = 0
        self._loop = asyncio.get_running_loop()

    @property
    def pids(self) -> list[int | None]:
        """Processes of the workers by their place; ``None`` where none runs."""
        return [slot.process.pid if slot.process else None for slot in self._slots]

    async def run(self) -> bool:
        """Run until every worker is over; return whether that was wanted."""
        with self._signals(), tempfile.TemporaryDirectory(prefix="voice-agent-") as folder:
            keeping = [
                asyncio.create_task(self._keep(slot, Path(folder)), name=f"worker-{slot.number}")
                for slot in self._slots
            ]
            watching = asyncio.create_task(self._watch(), name="watch-workers")
            try:
                await asyncio.gather(*keeping)
            finally:
                for task in (watching, *keeping):
                    task.cancel()
                await asyncio.gather(watching, *keeping, return_exceptions=True)
                self._accept_if_possible()
                self._listener.close()
        return self._stopping

    def signal(self, number: signal.Signals) -> None:
        """Pass a signal on to every worker; all but SIGHUP ask them to stop."""
        reload = number == getattr(signal, "SIGHUP", None)
        logger.info("{}: passed on to the workers", number.name)
        for slot in self._slots:
            if not reload:
                slot.over.set()
            # A worker that has not reported yet does not know what SIGHUP is, and reads all anew.
            heard = slot.load is not None and slot.load.heard_at is not None
            runs = slot.process is not None and slot.process.returncode is None
            if slot.process is not None and runs and (heard or not reload):
                slot.process.send_signal(number)
        self._stopping = self._stopping or not reload

    async def _keep(self, slot: _Slot, folder: Path) -> None:
        while not self._stopping:
            status, load = await self._run_once(slot, folder)
            if self._stopping:
                return
            slot.deaths, wait_s = slot.deaths.after(load, status, monotonic())
            if wait_s is None:
                logger.error("{}", _given_up(slot, status))
                return
            logger.error(
                "worker {} ended ({}); started again in {:.1f} s", slot.number, _why(status), wait_s
            )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(slot.over.wait(), wait_s)

    async def _run_once(self, slot: _Slot, folder: Path) -> tuple[int, Load]:
        """Run a worker until it ends; return its exit status and what was known of it."""
        ours, theirs = channel()
        place = Place(slot.number, len(self._slots), slot.starts, theirs.fileno(), folder)
        with contextlib.suppress(FileNotFoundError):
            place.socket().unlink()
        slot.starts += 1
        with theirs:
            slot.process = await asyncio.create_subprocess_exec(
                *self._command,
                env={**os.environ, VARIABLE: place.written()},
                pass_fds=[theirs.fileno()],
                # A terminal's Ctrl-C is for the supervisor, which passes it on once.
                start_new_session=True,
            )
        if self._stopping:
            slot.process.terminate()  # The signal came before there was a process to tell.
        slot.end, slot.reports, slot.load = ours, Reports(ours), (load := Load())
        self._loop.add_reader(ours.fileno(), self._hear, slot)
        try:
            status = await slot.process.wait()
        finally:
            self._loop.remove_reader(ours.fileno())
            slot.end = slot.reports = slot.load = None
            ours.close()
            if slot.process.returncode is None:
                slot.process.kill()
                await slot.process.wait()
            slot.process = None
            self._accept_if_possible()
        return status, load

    def _hear(self, slot: _Slot) -> None:
        if slot.end is None or slot.reports is None or slot.load is None:
            return
        try:
            told = slot.reports.last()
        except EOFError:
            # It ends, and takes nothing any more.
            self._loop.remove_reader(slot.end.fileno())
            slot.load.phase = Phase.STARTING
            self._accept_if_possible()
            return
        if told is not None:
            slot.load.report(*told, monotonic())
            self._accept_if_possible()

    async def _watch(self) -> None:
        """End workers whose event loop stands still."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            for slot in self._slots:
                if slot.process is not None and slot.load and slot.load.hung(monotonic()):
                    logger.error("worker {} says nothing any more; it is ended", slot.number)
                    slot.load.heard_at = None
                    with contextlib.suppress(ProcessLookupError):
                        slot.process.kill()

    def _accept_if_possible(self) -> None:
        """Accept connections while a worker can have them; the others wait in the backlog."""
        able = choose((slot.load for slot in self._slots), monotonic()) is not None
        if able and not self._accepting:
            self._loop.add_reader(self._listener.fileno(), self._accept)
        elif self._accepting and not able:
            self._loop.remove_reader(self._listener.fileno())
        self._accepting = able

    def _accept(self) -> None:
        # What workers have said while the machine gave this process no time: else a worker that
        # speaks all the time would count as quiet, and its neighbour would get all connections.
        for slot in self._slots:
            self._hear(slot)
        if not self._accepting:
            return
        for _ in range(_AT_ONCE):
            try:
                connection, _peer = self._listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                # Such as too many open files, which would be so again at once.
                logger.error("connections wait: {}", error.strerror)
                self._loop.remove_reader(self._listener.fileno())
                self._accepting = False
                self._loop.call_later(_LOOK_EVERY_S, self._accept_if_possible)
                return
            with connection:
                self._hand_on(connection)

    def _hand_on(self, connection: socket.socket) -> None:
        """Give a connection to the best worker that has room for it; closed if there is none."""
        loads = [slot.load for slot in self._slots]
        while (place := choose(loads, monotonic())) is not None:
            slot, load, loads[place] = self._slots[place], loads[place], None
            assert slot.end is not None
            assert load is not None
            with contextlib.suppress(OSError):
                if give(slot.end, connection):
                    self._given += 1
                    load.give(self._given)
                    return
        logger.error("a connection was closed: no worker takes it")

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        names = [name for name in _PASSED_ON if hasattr(signal, name)]
        for name in names:
            number = signal.Signals[name]
            self._loop.add_signal_handler(number, self.signal, number)
        try:
            yield
        finally:
            for name in names:
                self._loop.remove_signal_handler(signal.Signals[name])


def _why(status: int) -> str:
    return f"status {status}" if status >= 0 else signal.Signals(-status).name


def _given_up(slot: _Slot, status: int) -> str:
    if slot.deaths.count >= MOST_DEATHS:
        return (
            f"worker {slot.number} died {slot.deaths.count} times in a row, at last with "
            f"{_why(status)}, and is given up; restart the server once the cause is gone"
        )
    return f"worker {slot.number} could not start and is given up"


def command() -> list[str]:
    """Return what starts a worker: this command once more."""
    return [sys.executable, "-m", "voice_agent", *sys.argv[1:]]


async def supervise(listener: socket.socket, count: int) -> bool:
    """Run ``count`` workers behind a listener; return whether they ended because of a signal."""
    return await Supervisor(listener, count, command()).run()
