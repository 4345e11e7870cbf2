"""A PostgreSQL server of Debian's package, in a folder of its own, for one test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, create_engine
from sqlalchemy.pool import NullPool


class PostgresServer:
    """A server that can be stopped and started."""

    def __init__(self, programs: Path, data: Path, port: int, user: list[str]) -> None:
        self._programs, self._data, self._port, self._user = programs, data, port, user
        self.url = f"postgresql+psycopg://tester@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._control("-o", options, "-l", str(self._data.parent / "log"), "start")

    def stop(self) -> None:
        self._control("-m", "immediate", "stop")

    def rows(self, query: Select[Any]) -> list[Any]:
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def _control(self, *arguments: str) -> None:
        run([*self._user, str(self._programs / "pg_ctl"), "-w", "-D", str(self._data), *arguments])


@contextmanager
def postgres(folder: Path) -> Iterator[PostgresServer]:
    """Start a server; skip the test where there is none."""
    pytest.importorskip("psycopg", reason="needs the extra 'postgres'")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs PostgreSQL's server (Debian's package postgresql)")
    user: list[str] = []
    if os.geteuid() == 0:
        # The server refuses to run as root.
        if not shutil.which("runuser"):
            pytest.skip("the server does not run as root, and there is no runuser")
        user = ["runuser", "-u", "postgres", "--"]
    home = Path(run([*user, "mktemp", "-d"]).strip())
    try:
        run([*user, str(found[-1]), "-D", str(home / "data"), "-U", "tester", "-A", "trust", "-N"])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = PostgresServer(found[-1].parent, home / "data", port, user)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
