from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, inspect

from voice_agent.calls.migrations import r0001_tables
from voice_agent.calls.migrations.r0002_when_calls_began import INDEX, upgrade


def test_calls_are_found_by_when_they_began() -> None:
    with create_engine("sqlite://").connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            r0001_tables.upgrade()
            upgrade()
            upgrade()
        (index,) = inspect(connection).get_indexes("calls")
        assert (index["name"], index["column_names"]) == (INDEX, ["started_at"])
