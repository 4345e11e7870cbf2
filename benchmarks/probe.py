"""Looking at a server process from outside: memory, threads, its call record."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import sqlalchemy

from voice_agent.server.process import ServerProcess


def rss_mb(server: ServerProcess) -> float:
    """Resident memory."""
    out = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(server.pid)], capture_output=True, text=True, check=True
    )
    return int(out.stdout) / 1024


def threads(server: ServerProcess) -> int | None:
    """Threads of the process; ``None`` where the system does not say."""
    tasks = Path(f"/proc/{server.pid}/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else None


def rows(server: ServerProcess, sql: str) -> list[dict[str, Any]]:
    """Rows of the call record."""
    engine = sqlalchemy.create_engine(server.database)
    with engine.connect() as connection:
        found = [dict(row._mapping) for row in connection.execute(sqlalchemy.text(sql))]
    engine.dispose()
    return found
