"""Writes rows of the call record in a thread of its own, and loses none of them.

Rows that wait are written together. While the database does not answer they go to a spool on disk,
which is written to the database, in order, as soon as it answers again; also after a restart. While
the disk takes nothing either, they wait in memory.
Rows have keys, so that a row that is written twice is there once.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from loguru import logger
from sqlalchemy import Connection, Engine, Select, Table, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from voice_agent.calls.spool import Row, Spool
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import StageError

MAX_WAITING = 2000
BATCH = 200
FIRST_RETRY_S, LAST_RETRY_S = 1.0, 60.0
PURGE_EVERY_S = 6 * 3600.0


Values = dict[str, object]
_Waiting = tuple[str, Values | Callable[[], Values]]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of the record by name, parents first.

    Attributes:
        calls: One row a call; has ``id`` and ``started_at``.
        turns: One row a turn; has ``call_id``.
    """

    calls: Table
    turns: Table

    def __getitem__(self, name: str) -> Table:
        """Return a table by its name."""
        return {self.calls.name: self.calls, self.turns.name: self.turns}[name]


class RecordWriter:
    """Rows in, at any rate; the database gets them when it can.

    Args:
        engine: The database.
        tables: Its tables.
        spool: Where rows wait while the database does not answer.
        keep_days: Calls that began earlier are deleted; ``None`` keeps them.
        clock: Monotonic seconds.
        today: The present time, UTC without a zone, as in the database.
    """

    def __init__(
        self,
        engine: Engine,
        tables: Tables,
        spool: Spool,
        *,
        keep_days: float | None = None,
        clock: Callable[[], float] = monotonic,
        today: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._tables = tables
        self._spool = spool
        self._keep_days = keep_days
        self._clock = clock
        self._today = today
        self._rows: queue.Queue[_Waiting | None] = queue.Queue(MAX_WAITING)
        self._held: list[Row] = []
        self._pulled = 0
        self._retry_s = FIRST_RETRY_S
        self._retry_at = 0.0
        self._purge_at = 0.0
        self._thread = threading.Thread(target=self._run, name="record", daemon=True)
        self._thread.start()

    def put(self, table: str, values: Values | Callable[[], Values]) -> None:
        """Take a row; never waits.

        Args:
            table: Name of its table.
            values: Plain JSON, or times; or what makes them, called in the writer's thread.
        """
        try:
            self._rows.put_nowait((table, values))
        except queue.Full:
            logger.error("call record: {} rows are waiting; one is lost", MAX_WAITING)

    def read(self, query: Select[Any]) -> list[Mapping[str, Any]]:
        """Return the rows of a query, in the thread of the caller.

        Raises:
            StageError: The database does not answer.
        """
        try:
            with self._engine.connect() as connection:
                return [dict(row) for row in connection.execute(query).mappings()]
        except SQLAlchemyError as error:
            why = type(error).__name__
            raise StageError(f"the call record cannot be read: {why}", stage="record") from None

    def join(self) -> None:
        """Block until every row that was taken is in the database or in the spool."""
        self._rows.join()

    def close(self) -> None:
        """Write what is waiting, to the database or else to the spool, and end the thread."""
        self._rows.put(None)
        self._thread.join()
        self._engine.dispose()

    def _run(self) -> None:
        open_ = True
        while open_:
            batch, open_ = self._next()
            if not open_:
                self._retry_at = 0.0  # The last try before the process ends.
            if self._spool and self._clock() >= self._retry_at:
                self._drain()
            if batch or (self._held and self._clock() >= self._retry_at):
                self._take(batch)
            while self._pulled:
                self._pulled -= 1
                self._rows.task_done()
            if self._clock() >= self._purge_at and not self._spool:
                self._purge()
        if self._held:
            logger.error("call record: {} rows are lost: nothing takes them", len(self._held))

    def _next(self) -> tuple[list[Row], bool]:
        """Wait for rows, or for the time to try again; return them, and whether more may come."""
        wait = self._retry_s if self._spool or self._held else PURGE_EVERY_S
        batch: list[Row] = []
        try:
            row = self._rows.get(timeout=wait)
            while row is not None:
                self._pulled += 1
                batch += _made(*row)
                if len(batch) == BATCH:
                    return batch, True
                row = self._rows.get_nowait()
        except queue.Empty:
            return batch, True
        return batch, False

    def _take(self, batch: list[Row]) -> None:
        # Rows keep their order: none passes those in the spool, or those that wait in memory.
        batch, self._held = self._held + batch, []
        if self._spool or not self._written(batch):
            self._keep(batch)

    def _written(self, batch: list[Row]) -> bool:
        """Write rows in one transaction; return false if the database does not answer."""
        try:
            with self._engine.begin() as connection:
                for row in batch:
                    self._write(connection, row)
        except (OperationalError, InterfaceError) as error:
            return self._unavailable(error)
        except SQLAlchemyError as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                return self._unavailable(error)
            return self._one_by_one(batch)
        self._retry_s = FIRST_RETRY_S
        return True

    def _one_by_one(self, batch: list[Row]) -> bool:
        """Write each row by itself: the one that cannot be written must not hold up the others."""
        for row in batch:
            try:
                with self._engine.begin() as connection:
                    self._write(connection, row)
            except (OperationalError, InterfaceError) as error:
                return self._unavailable(error)
            except SQLAlchemyError as error:
                # The message may hold a transcript: only the kind is kept.
                logger.error("call record: a row was not written: {}", type(error).__name__)
        return True

    def _write(self, connection: Connection, row: Row) -> None:
        name, values = row
        table = self._tables[name]
        keys = [column == values[column.name] for column in table.primary_key.columns]
        values = {key: _value(table, key, value) for key, value in values.items()}
        known = connection.execute(select(*table.primary_key.columns).where(*keys)).first()
        if known is None:
            connection.execute(insert(table).values(values))
        else:
            connection.execute(update(table).where(*keys).values(values))

    def _unavailable(self, error: SQLAlchemyError) -> bool:
        self._retry_at = self._clock() + self._retry_s
        logger.warning(
            "call record: the database does not answer ({}); rows wait on disk for {:.0f} s",
            type(error).__name__,
            self._retry_s,
        )
        self._retry_s = min(LAST_RETRY_S, 2 * self._retry_s)
        return False

    def _keep(self, batch: list[Row]) -> None:
        plain = [(table, {k: _plain(v) for k, v in values.items()}) for table, values in batch]
        try:
            lost = self._spool.append(plain)
        except OSError as error:
            self._hold(batch, error)
            return
        if lost:
            logger.error("call record: the spool is full; {} rows are lost", lost)

    def _hold(self, batch: list[Row], error: OSError) -> None:
        self._held = batch[:MAX_WAITING]
        lost = len(batch) - len(self._held)
        logger.error(
            "call record: the disk takes no rows ({}); {} wait in memory, {} are lost",
            error.strerror,
            len(self._held),
            lost,
        )

    def _drain(self) -> None:
        count = 0
        try:
            for batch in self._spool.batches(BATCH):
                if not self._written(batch):
                    return  # What is written already is written again, over itself.
                count += len(batch)
            self._spool.clear()
        except OSError as error:
            logger.error("call record: the spool cannot be read: {}", error.strerror)
            self._retry_at = self._clock() + self._retry_s
            return
        logger.info("call record: {} rows that waited on disk are written", count)

    def _purge(self) -> None:
        self._purge_at = self._clock() + PURGE_EVERY_S
        if self._keep_days is None:
            return
        calls, turns = self._tables.calls, self._tables.turns
        before = calls.c.started_at < self._today() - timedelta(days=self._keep_days)
        old = select(calls.c.id).where(before)
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(turns).where(turns.c.call_id.in_(old)))
                gone = connection.execute(delete(calls).where(before)).rowcount
        except SQLAlchemyError as error:
            logger.warning("call record: old calls were not deleted: {}", type(error).__name__)
            return
        if gone:
            logger.info("call record: {} calls older than {} days deleted", gone, self._keep_days)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(table: Table, key: str, value: object) -> object:
    if isinstance(value, str):
        if table.c[key].type.python_type is datetime:
            return datetime.fromisoformat(value)
        # Texts of a recogniser have none, but one would cost PostgreSQL the row.
        return value.replace("\x00", "")
    return value


def _made(table: str, values: Values | Callable[[], Values]) -> list[Row]:
    """Return the row; none if it cannot be made, so that the others are still written."""
    try:
        return [(table, values() if callable(values) else values)]
    except Exception as error:  # noqa: BLE001 - its message may hold what a caller said
        logger.error("call record: a row could not be made: {}", type(error).__name__)
        return []
