"""Brings a call record up to this version, by alembic's revisions in ``calls.migrations``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loguru import logger
from sqlalchemy import Connection, Engine, inspect, text

HEAD = "0002"
"""The newest revision."""
FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x766F6963
"""Any number, but always the same: PostgreSQL's advisory lock of our migrations."""


def revision_of(engine: Engine) -> str | None:
    """Return the revision of a record; ``None`` for an empty database or an older record."""
    with engine.connect() as connection:
        return _revision(connection)


def migrate(engine: Engine) -> tuple[str, ...]:
    """Bring a record up to date; nothing is done if it is.

    Servers that start at the same time do it once: the others wait for the one that does. A record
    of a newer version stays as it is: revisions only add.

    Args:
        engine: The database, SQLite or another one.

    Returns:
        The revisions that were applied, in order.

    Raises:
        SQLAlchemyError: The database does not answer, or does not let tables be changed.
    """
    if revision_of(engine) == HEAD:
        return ()
    with _alone(engine) as connection:
        return _upgrade(connection)


def _upgrade(connection: Connection) -> tuple[str, ...]:
    # Takes a while to import, and is needed once in the life of a version.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("version_locations", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)
    now = _revision(connection)
    if now is not None and now not in {one.revision for one in script.walk_revisions()}:
        logger.warning("call record: it is of a newer version (revision {}); it stays so", now)
        return ()
    before = len(list(script.iterate_revisions(now, "base"))) if now else 0
    with EnvironmentContext(
        config, script, fn=lambda rev, _: script._upgrade_revs("head", rev)
    ) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()
    every = [one.revision for one in script.iterate_revisions("head", "base")][::-1]
    applied = tuple(every[before:])
    if applied:
        logger.info("call record: brought to revision {}", applied[-1])
    return applied


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("select version_num from alembic_version")).first()
    return None if found is None else str(found[0])


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that no other migration runs beside."""
    if engine.dialect.name == "sqlite":
        # pysqlite would begin the transaction too late, after the first ALTER TABLE.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=30000")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
        return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield connection
