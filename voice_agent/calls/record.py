"""The call record: one row per call and one per turn, written in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from sqlalchemy import (
    Engine,
    Select,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from voice_agent.calls.call import Call, Turn
from voice_agent.calls.migrate import migrate, revision_of
from voice_agent.calls.record_rows import line_row, turn_row
from voice_agent.calls.record_tables import calls, turns
from voice_agent.calls.record_writer import RecordWriter, Tables
from voice_agent.calls.spool import Spool, worker_file
from voice_agent.core.clock import epoch
from voice_agent.core.errors import ConfigError
from voice_agent.core.files import user_cache

_TIMEOUT_S = 5
"""A database that takes longer counts as away; its rows wait on disk."""


_POSTGRES = {
    "connect_timeout": _TIMEOUT_S,
    "options": f"-c statement_timeout={1000 * _TIMEOUT_S}",
}


class RecordStore:
    """The call record. Taking a row never waits; see ``RecordWriter``.

    Args:
        writer: Writes the rows.
        pipeline: Name of the pipeline, in each call's row.

    Attributes:
        on_line: The calls that have begun and not ended, by id, oldest first.
    """

    def __init__(self, writer: RecordWriter, pipeline: str) -> None:
        self._writer = writer
        self._pipeline = pipeline
        self.on_line: dict[str, Call] = {}

    @classmethod
    def open(
        cls,
        url: str,
        pipeline: str,
        *,
        keep_days: float | None = None,
        worker: int = 0,
        workers: int = 1,
    ) -> RecordStore:
        """Open (and create) the database at an SQLAlchemy ``url``.

        A record of an older version is brought up to date, and its rows stay.

        Args:
            url: SQLAlchemy URL.
            pipeline: Name of the pipeline.
            keep_days: Calls that are older are deleted; ``None`` keeps them.
            worker: Number of this worker of the server: each has a spool of its own.
            workers: How many there are.

        Raises:
            ConfigError: The URL is wrong or the database cannot be written.
        """
        with _opened(url) as engine:
            migrate(engine)
        writer = RecordWriter(
            engine,
            Tables(calls, turns),
            Spool(worker_file(spool_file(url), worker, workers)),
            keep_days=keep_days,
            today=_now,
        )
        return cls(writer, pipeline)

    def begin(self, call: Call) -> None:
        """Record that a call has begun."""
        self.on_line[call.id] = call
        row = {
            "id": call.id,
            "pipeline": self._pipeline,
            "version": call.version or None,
            "started_at": _now(),
            **line_row(call),
        }
        self._writer.put("calls", row)

    def turn(
        self, call: Call, turn: Turn, told: Callable[[Mapping[str, Any]], None] | None = None
    ) -> None:
        """Record a complete turn.

        Args:
            call: Its call.
            turn: The turn.
            told: Called with the row, which is redacted, in the record's thread.
        """
        # What a row is made of is put aside here, and made into one in the record's thread:
        # redaction takes some milliseconds, in which the event loop can serve other calls.
        kept = replace(turn, said=list(turn.said), timeline=replace(turn.timeline))
        state, today = call.conversation.state, call.clock.today()

        def row() -> dict[str, Any]:
            made = turn_row(call.id, call.playbook, kept, state, today)
            if told is not None:
                told(made)
            return made

        self._writer.put("turns", row)

    def end(
        self, call: Call, reason: str, report: Callable[[], Mapping[str, Any]] | None = None
    ) -> None:
        """Record that a call is over.

        Args:
            call: The call.
            reason: How it ended.
            report: Returns what is told of it; called in the record's thread, after its turns.
        """
        self.on_line.pop(call.id, None)
        row = {
            "id": call.id,
            "pipeline": self._pipeline,
            "ended_at": _now(),
            "duration_ms": round(1000 * (call.clock.now() - call.began_at), 1),
            "turns": call.turn.number,
            "reason": reason,
            "handed_off": call.handed_off,
        }

        def reported() -> dict[str, Any]:
            if report is None:
                return row
            told = report()
            return row | {"disposition": told["disposition"]["kind"], "summary": told["summary"]}

        self._writer.put("calls", reported)

    def join(self) -> None:
        """Block until every row that was taken is written, or waits on disk."""
        self._writer.join()

    def read(self, query: Select[Any]) -> list[Mapping[str, Any]]:
        """Return the rows of a query. This blocks: ask in a thread.

        Raises:
            StageError: The database does not answer.
        """
        return self._writer.read(query)

    def close(self) -> None:
        """Write what is waiting and close the database."""
        self._writer.close()


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    """Yield the database at a URL; what fails in the block is one line.

    Raises:
        ConfigError: The URL is wrong, or the database cannot be written.
    """
    try:
        name = make_url(url).get_backend_name()
        options = {"connect_args": _POSTGRES} if name == "postgresql" else {}
        engine = create_engine(url, poolclass=NullPool, **options)
        if name == "sqlite":
            event.listen(engine, "connect", _sqlite_wal)
        yield engine
    except (SQLAlchemyError, ImportError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ConfigError(
            f"record_url: cannot open {without_password(url)}: {reason}; "
            "expected an SQLAlchemy URL such as sqlite:///calls.sqlite"
        ) from None


def migrate_record(url: str) -> tuple[str, ...]:
    """Bring the record at a URL up to date; return the revisions that were applied.

    Raises:
        ConfigError: The URL is wrong, or the database cannot be changed.
    """
    with _opened(url) as engine:
        return migrate(engine)


def revision_of_record(url: str) -> str | None:
    """Return the revision of the record at a URL; ``None`` if it has none.

    Raises:
        ConfigError: The URL is wrong, or the database does not answer.
    """
    with _opened(url) as engine:
        return revision_of(engine)


def spool_file(url: str) -> Path:
    """Return the file in which rows wait while the database at ``url`` does not answer.

    It is beside an SQLite file, else in the user's cache.
    """
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database and parts.database != ":memory:":
        return Path(f"{parts.database}.spool")
    name = sha256(parts.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    return (user_cache("record") or Path(gettempdir())) / f"{name}.spool"


def _now() -> datetime:
    return datetime.fromtimestamp(epoch(), UTC).replace(tzinfo=None)


def _sqlite_wal(connection: Any, _: Any) -> None:
    # Readers (reports) must not block the writer.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def without_password(url: str) -> str:
    """Return the URL as it may be shown."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "the given URL"
