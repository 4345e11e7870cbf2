"""A PostgreSQL server of Debian's package, in a folder of its own, for one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, create_engine
from sqlalchemy.pool import NullPool

from benchmarks.latency import postgres as real


class PostgresServer:
    """A server that can be stopped and started."""

    def __init__(self, server: real.PostgresServer) -> None:
        self.url, self.start, self.stop = server.url, server.start, server.stop

    def rows(self, query: Select[Any]) -> list[Any]:
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]


@contextmanager
def postgres(_: Path) -> Iterator[PostgresServer]:
    """Start a server; skip the test where there is none."""
    pytest.importorskip("psycopg", reason="needs the extra 'postgres'")
    try:
        with real.postgres() as server:
            yield PostgresServer(server)
    except real.NoPostgresError as error:
        pytest.skip(str(error))
