"""A server beside the demo that carries out the agent's actions, and the rows that have come."""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from voice_agent.core.strict import Strict
from voice_agent.phone.launch import started


class Backend(Strict):
    """A project whose server carries out the actions while the demo's call is held.

    Attributes:
        project: Its folder, relative to the script.
        module: What Python runs; takes ``--port`` and ``--database``, and answers ``/readyz``.
        actions: File in the folder that takes the place of the playbook's actions.
        url: Environment variable that holds the server's URL.
        token: Environment variable that holds a token which the server asks for.
        tables: Tables of its SQLite database whose new rows are shown after the call.
    """

    project: str
    module: str
    actions: str
    url: str
    token: str
    tables: list[str]


@dataclass(frozen=True, slots=True)
class RunningBackend:
    """A backend that is ready.

    Attributes:
        actions: File with the actions that it carries out.
        environment: What these need in the environment.
        database: Its SQLite file.
    """

    actions: Path
    environment: dict[str, str] = field(repr=False)
    database: Path
    _tables: list[str]
    _rows: dict[str, int]

    def new_rows(self) -> list[str]:
        """Return the rows that have come since it started, a line each."""
        lines = []
        with _reading(self.database) as connection:
            for table in self._tables:
                query = f"SELECT * FROM {table} WHERE rowid > ? ORDER BY rowid"
                for row in connection.execute(query, (self._rows[table],)):
                    cells = ", ".join(f"{name} {row[name]}" for name in row.keys())  # noqa: SIM118
                    lines.append(f"row in {table}: {cells}")
        return lines


def find_project(backend: Backend | None, script: Path, chosen: Path | None) -> Path | None:
    """Return the folder of the backend that a demo is to start; ``None`` if it starts none.

    A project that is not there, as where it is not shipped, leaves the playbook's own actions; a
    pipeline that names its actions keeps them.

    Args:
        backend: As in the script.
        script: Folder of the script.
        chosen: File of actions that the pipeline names.
    """
    if backend is None:
        return None
    folder = (script / backend.project).resolve()
    actions = folder / backend.actions
    return folder if actions.is_file() and chosen in (None, actions) else None


@contextmanager
def backend_running(backend: Backend, folder: Path, database: Path) -> Iterator[RunningBackend]:
    """Start a backend on a free port of the loopback, with a new database; stop it afterwards.

    Args:
        backend: As in the script.
        folder: The project's folder.
        database: SQLite file; one of an earlier demo is deleted.

    Raises:
        ServerStartError: It did not come up; the message is what it said.
    """
    for ending in ("", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    token = secrets.token_hex(16)
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"PYTHONPATH": os.pathsep.join(paths), backend.token: token}
    command = [sys.executable, "-m", backend.module, "--database", str(database.resolve())]
    with started(command, environment=environment) as server:
        with _reading(database) as connection:
            counts = {
                table: connection.execute(
                    f"SELECT coalesce(max(rowid), 0) FROM {table}"
                ).fetchone()[0]
                for table in backend.tables
            }
        reached = {backend.url: f"http://127.0.0.1:{server.port}", backend.token: token}
        actions = folder / backend.actions
        yield RunningBackend(actions, reached, database, backend.tables, counts)


@contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{database.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection
