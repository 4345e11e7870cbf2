from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, inspect

from voice_agent.calls.migrations.r0001_tables import tables, upgrade


def test_it_can_run_again_where_half_of_it_was_done() -> None:
    with create_engine("sqlite://").connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            upgrade()
            connection.exec_driver_sql("alter table turns drop column decision")
            upgrade()
        for table in tables().sorted_tables:
            present = {column["name"] for column in inspect(connection).get_columns(table.name)}
            assert present == set(table.columns.keys())
