"""A PostgreSQL server of Debian's package, in a folder of its own, that can be stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from voice_agent.core.errors import ConfigError
from voice_agent.phone.launch import free_port


class NoPostgresError(ConfigError):
    """There is no PostgreSQL server here, or it cannot run."""


class PostgresServer:
    """A server that can be stopped and started.

    Args:
        programs: Folder of its programs.
        data: Folder of its data.
        port: Where it listens on the loopback.
        user: What runs its programs as a user who may.

    Attributes:
        url: SQLAlchemy URL of its database.
    """

    def __init__(self, programs: Path, data: Path, port: int, user: Sequence[str]) -> None:
        self._programs, self._data, self._port, self._user = programs, data, port, user
        self.url = f"postgresql+psycopg://tester@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._control("-o", options, "-l", str(self._data.parent / "log"), "start")

    def stop(self) -> None:
        """Stop it at once: its connections break."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        _run([*self._user, str(self._programs / "pg_ctl"), "-w", "-D", str(self._data), *arguments])


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """Start a server with an empty database; stop and remove it afterwards.

    Raises:
        NoPostgresError: It cannot be started here; one line says what is missing.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoPostgresError("needs PostgreSQL's server (Debian's package postgresql)")
    user: list[str] = []
    if os.geteuid() == 0:
        # The server refuses to run as root.
        if not shutil.which("runuser"):
            raise NoPostgresError("the server does not run as root, and there is no runuser")
        user = ["runuser", "-u", "postgres", "--"]
    home = Path(_run([*user, "mktemp", "-d"]).strip())
    try:
        _run([*user, str(found[-1]), "-D", str(home / "data"), "-U", "tester", "-A", "trust", "-N"])
        server = PostgresServer(found[-1].parent, home / "data", free_port(), user)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/")
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise ConfigError(f"{Path(command[-1]).name}: PostgreSQL: {said[-1]}")
    return done.stdout
