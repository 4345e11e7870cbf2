"""A server in a process of its own, so that a measurement does not share its event loop."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy

START_TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running ``voice-agent serve``."""

    pid: int
    port: int
    start_s: float
    database: str
    log: Path

    def url(self, endpoint: str = "ws") -> str:
        """WebSocket URL of an endpoint."""
        return f"ws://127.0.0.1:{self.port}/{endpoint}"

    def rss_mb(self) -> float:
        """Resident memory."""
        out = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True
        )
        return int(out.stdout) / 1024

    def threads(self) -> int | None:
        """Threads of the process; ``None`` where the system does not say."""
        tasks = Path(f"/proc/{self.pid}/task")
        return len(list(tasks.iterdir())) if tasks.is_dir() else None

    def ready(self) -> dict[str, Any]:
        """What ``/readyz`` answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
            body: dict[str, Any] = json.load(answer)
            return body

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of the call record."""
        engine = sqlalchemy.create_engine(self.database)
        with engine.connect() as connection:
            found = [dict(row._mapping) for row in connection.execute(sqlalchemy.text(sql))]
        engine.dispose()
        return found


@contextmanager
def serving(pipeline: str) -> Iterator[ServerProcess]:
    """Start ``voice-agent serve`` on a free port, wait until it is ready, stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/calls.sqlite"
        log = Path(folder) / "server.log"
        command = [sys.executable, "-m", "voice_agent", "serve", "--pipeline", pipeline]
        command += ["--port", str(port), "--record", database]
        began = time.monotonic()
        with log.open("w") as stream, subprocess.Popen(command, stderr=stream) as process:
            try:
                _wait_until_ready(process, port, log)
                yield ServerProcess(process.pid, port, time.monotonic() - began, database, log)
            finally:
                process.terminate()
                process.wait(timeout=30)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server did not start:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.05)
    raise SystemExit(f"the server was not ready after {START_TIMEOUT_S} s")
