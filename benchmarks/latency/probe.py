"""A server process from outside: memory, threads, CPU time, its call record."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import psutil
import sqlalchemy

from voice_agent.phone.launch import ServerProcess

_WAIT_S, _POLL_S = 5.0, 0.05


def processes(server: ServerProcess) -> list[psutil.Process]:
    """Return the server's process, and its workers if it has any."""
    root = psutil.Process(server.pid)
    return [root, *root.children()]


def rss_mb(server: ServerProcess) -> float:
    """Return the resident memory of all its processes."""
    return sum(float(one.memory_info().rss) for one in processes(server)) / 2**20


def threads(server: ServerProcess) -> int:
    """Return the threads of all its processes."""
    return sum(int(one.num_threads()) for one in processes(server))


def cpu_s(server: ServerProcess) -> float:
    """Return the CPU seconds (user and system, all threads) that its processes have used."""
    used = [one.cpu_times() for one in processes(server)]
    return float(sum(one.user + one.system for one in used))


def rows(server: ServerProcess, sql: str) -> list[dict[str, Any]]:
    """Return the rows of the call record."""
    engine = sqlalchemy.create_engine(server.database)
    with engine.connect() as connection:
        found = [dict(row._mapping) for row in connection.execute(sqlalchemy.text(sql))]
    engine.dispose()
    return found


async def call_ids(
    server: ServerProcess, enough: Callable[[list[str]], bool], *, ended: bool
) -> list[str]:
    """Return the ids of the calls on record, once there are ``enough`` or after 5 s.

    Args:
        server: Writes its record a little later than it answers.
        enough: Asked anew each time the record has been read.
        ended: Whether calls that are still going on are left out.
    """
    sql = "select id from calls" + (" where reason is not null" if ended else "")
    deadline = time.monotonic() + _WAIT_S
    while True:
        ids = [str(row["id"]) for row in await asyncio.to_thread(rows, server, sql)]
        if enough(ids) or time.monotonic() >= deadline:
            return ids
        await asyncio.sleep(_POLL_S)
