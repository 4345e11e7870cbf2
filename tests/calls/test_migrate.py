"""Records of other versions."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from loguru import logger
from postgres_server import postgres
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from voice_agent.calls.migrate import FOLDER, HEAD, migrate, revision_of
from voice_agent.calls.record_tables import metadata

OLD = """
CREATE TABLE calls (
    id VARCHAR(32) NOT NULL, pipeline VARCHAR(64) NOT NULL,
    started_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, ended_at TIMESTAMP, duration_ms FLOAT,
    turns INTEGER, reason VARCHAR(32), handed_off TEXT, PRIMARY KEY (id)
);
CREATE TABLE turns (
    call_id VARCHAR(32) NOT NULL, turn INTEGER NOT NULL, v2v_ms FLOAT, stages_ms TEXT,
    transcript TEXT, stt_confidence FLOAT, intent VARCHAR(64), intent_confidence FLOAT,
    act VARCHAR(16), escalation FLOAT, route VARCHAR(16), route_reason TEXT, source VARCHAR(64),
    reply TEXT, spoken TEXT, PRIMARY KEY (call_id, turn), FOREIGN KEY(call_id) REFERENCES calls (id)
);
INSERT INTO calls (id, pipeline, turns) VALUES ('old', 'bank', 1);
INSERT INTO turns (call_id, turn, transcript) VALUES ('old', 1, 'hi');
"""
"""The record as the first commit of this project that had one made it."""


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path}/calls.sqlite", poolclass=NullPool)


def write_old(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in OLD.split(";"):
            if statement.strip():
                connection.execute(text(statement))


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))


def rows(engine: Engine) -> list[tuple[object, ...]]:
    query = "select id, transcript, decision, carrier from calls join turns on id = call_id"
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_the_newest_revision_is_named() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("version_locations", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_empty_database_gets_the_tables_that_this_version_writes(database: Engine) -> None:
    assert revision_of(database) is None
    assert migrate(database) == ("0001", "0002")
    assert revision_of(database) == HEAD
    assert differences(database) == []
    assert migrate(database) == ()


def test_a_record_of_the_first_version_keeps_its_rows(database: Engine) -> None:
    write_old(database)
    assert migrate(database) == ("0001", "0002")
    assert rows(database) == [("old", "hi", None, None)]
    assert differences(database) == []


def test_only_what_is_missing_is_applied(database: Engine) -> None:
    migrate(database)
    with database.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0001'"))
    assert migrate(database) == ("0002",)


def test_a_record_of_a_newer_version_stays_as_it_is(database: Engine) -> None:
    migrate(database)
    with database.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}", level="WARNING")
    try:
        assert migrate(database) == ()
    finally:
        logger.remove(sink)
    assert "newer version (revision 9999)" in lines[0]
    assert revision_of(database) == "9999"


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, database: Engine) -> None:
    with sqlite3.connect(tmp_path / "calls.sqlite") as connection:
        connection.execute("create view turns as select 1 as call_id")
    with pytest.raises(Exception, match="turns"):
        migrate(database)
    with sqlite3.connect(tmp_path / "calls.sqlite") as connection:
        names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
    assert names == []


def test_servers_that_start_at_once_migrate_once(database: Engine) -> None:
    write_old(database)
    applied: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: applied.append(migrate(database))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [(), (), (), ("0001", "0002")]
    assert rows(database) == [("old", "hi", None, None)]


def test_postgresql_keeps_its_rows_too(tmp_path: Path) -> None:
    with postgres(tmp_path) as server:
        engine = create_engine(server.url, poolclass=NullPool)
        write_old(engine)
        assert migrate(engine) == ("0001", "0002")
        assert rows(engine) == [("old", "hi", None, None)]
        assert differences(engine) == []
        assert migrate(engine) == ()
