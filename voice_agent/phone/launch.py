"""A server in a process of its own, so that its callers do not share its interpreter."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_agent.core.errors import VoiceAgentError

START_TIMEOUT_S = 180
STOP_TIMEOUT_S = 30
_PORTS = range(20_000, 32_000)
"""Below the ports that systems give to connections: one of them may have taken such a port by the
time that a server which starts for seconds listens on it."""
_PORTS_TRIED = 100
_SILENT = (urllib.error.URLError, TimeoutError, ConnectionError)


class ServerStartError(VoiceAgentError):
    """The server process ended, or was not ready in time; carries its last words."""

    code = "server_start"


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running, ready ``voice-agent serve``.

    Attributes:
        pid: Its process.
        port: Its port on the loopback.
        start_s: From starting the process until it was ready.
        database: SQLAlchemy URL of its call record.
        log: Its log so far.
    """

    pid: int
    port: int
    start_s: float
    database: str
    log: Path

    @property
    def base_url(self) -> str:
        """WebSocket URL without the endpoint."""
        return f"ws://127.0.0.1:{self.port}"

    def ready(self) -> dict[str, Any]:
        """Return what ``/readyz`` answers."""
        with urllib.request.urlopen(_readyz(self.port), timeout=5) as answer:
            body: dict[str, Any] = json.load(answer)
            return body

    def wait_until_prepared(self, timeout_s: float = 120.0) -> None:
        """Wait until the server has prepared its sentences. Servers without ``prepared`` return."""
        until = time.monotonic() + timeout_s
        # If the server has died, the next call reports it.
        with suppress(*_SILENT):
            while not self.ready().get("prepared", True) and time.monotonic() < until:
                threading.Event().wait(0.1)


@contextmanager
def serving(
    pipeline: str,
    *,
    record: str | None = None,
    python: str = "",
    actions: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[ServerProcess]:
    """Start a server on a free port, wait until it is ready, stop it afterwards.

    Args:
        pipeline: Name or file.
        record: Call record; by default a temporary one.
        python: Interpreter of another environment, whose version of this package is to serve.
        actions: File with the actions, instead of the pipeline's.
        environment: Further environment variables.

    Raises:
        ServerStartError: It did not come up; the message is what it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = record or f"sqlite:///{folder}/calls.sqlite"
        # -P: the other environment's package, not the one in the working directory.
        interpreter = [python, "-P"] if python else [sys.executable]
        command = [*interpreter, "-m", "voice_agent", "serve", "--pipeline", pipeline]
        command += ["--record", database, *(["--actions", str(actions)] if actions else [])]
        with started(command, database=database, environment=environment) as server:
            yield server


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Return a port of this machine that nobody uses, and that no outgoing connection gets.

    Raises:
        OSError: None was found.
    """
    for port in random.SystemRandom().sample(_PORTS, _PORTS_TRIED):
        with socket.socket(socket.AF_INET, kind) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(f"no free port from {_PORTS.start} to {_PORTS.stop - 1}")


@contextmanager
def started(
    command: Sequence[str], *, database: str = "", environment: Mapping[str, str] | None = None
) -> Iterator[ServerProcess]:
    """Start any server that takes ``--port`` and answers ``/readyz``; stop it afterwards.

    Args:
        command: How to start it, without the port.
        database: Where it records its calls, if it does.
        environment: Further environment variables.

    Raises:
        ServerStartError: It did not come up; the message is what it said.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        whole = [*command, "--port", str(port)]
        began = time.monotonic()
        variables = {**os.environ, **(environment or {})}
        with (
            log.open("w") as stream,
            subprocess.Popen(whole, stderr=stream, env=variables) as process,
        ):
            try:
                _wait_until_ready(process, port, log)
                yield ServerProcess(process.pid, port, time.monotonic() - began, database, log)
            finally:
                process.terminate()
                try:
                    process.wait(timeout=STOP_TIMEOUT_S)
                except subprocess.TimeoutExpired:
                    process.kill()


@asynccontextmanager
async def serving_beside(
    pipeline: str, *, record: str | None = None, **options: Any
) -> AsyncIterator[str]:
    """Run ``serving`` without blocking the event loop; yield the base URL once all is prepared.

    Args:
        pipeline: Name or file.
        record: Call record.
        options: Further options of ``serving``.
    """
    manager = serving(pipeline, record=record, **options)
    server = await asyncio.to_thread(manager.__enter__)
    try:
        await asyncio.to_thread(server.wait_until_prepared)
        yield server.base_url
    finally:
        await asyncio.to_thread(manager.__exit__, None, None, None)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            # A process that has ended is noticed here too, and sooner than by its port.
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            try:
                with urllib.request.urlopen(_readyz(port), timeout=1):
                    return
            except _SILENT:
                continue
        said = log.read_text().strip().splitlines() or ["it said nothing"]
        raise ServerStartError(said[-1].removeprefix("voice-agent: "))
    raise ServerStartError(f"the server was not ready after {START_TIMEOUT_S} s")


def _readyz(port: int) -> str:
    return f"http://127.0.0.1:{port}/readyz"
