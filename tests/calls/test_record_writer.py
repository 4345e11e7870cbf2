"""The record's writer: on a database that is there, away, slow or gone for good."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from loguru import logger
from postgres_server import postgres
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from voice_agent.calls import record_writer
from voice_agent.calls.record import RecordStore
from voice_agent.calls.record_tables import calls, metadata, turns
from voice_agent.calls.record_writer import RecordWriter, Tables
from voice_agent.calls.spool import Spool

NOW = datetime(2026, 11, 30, 12)
CALL = {"id": "a", "pipeline": "bank", "started_at": NOW}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_writer, "FIRST_RETRY_S", 0.01)
    monkeypatch.setattr(record_writer, "LAST_RETRY_S", 0.02)


@pytest.fixture
def told() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}", level="INFO")
    yield lines
    logger.remove(sink)


class Away:
    """A database in a folder that may not be there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "database"
        self.file = self.folder / "calls.sqlite"
        self.spool = Spool(folder / "rows.spool")

    def come(self) -> None:
        self.folder.mkdir()
        metadata.create_all(create_engine(f"sqlite:///{self.file}"))

    def writer(self, *, keep_days: float | None = None) -> RecordWriter:
        engine = create_engine(f"sqlite:///{self.file}", poolclass=NullPool)
        tables = Tables(calls, turns)
        return RecordWriter(engine, tables, self.spool, keep_days=keep_days, today=lambda: NOW)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.file) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def away(tmp_path: Path) -> Away:
    return Away(tmp_path)


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def turn(number: int) -> dict[str, object]:
    return {"call_id": "a", "turn": number, "transcript": f"line {number}"}


def test_rows_of_one_key_are_one_row(away: Away) -> None:
    away.come()
    writer = away.writer()
    writer.put("calls", {**CALL})
    writer.put("turns", turn(1))
    writer.put("turns", turn(1))
    writer.put("calls", {"id": "a", "pipeline": "bank", "reason": "completed", "ended_at": NOW})
    writer.close()
    assert away.rows("select id, reason, started_at from calls") == [
        ("a", "completed", "2026-11-30 12:00:00.000000")
    ]
    assert away.rows("select turn, transcript from turns") == [(1, "line 1")]


def test_a_database_that_was_away_gets_every_row_once_in_order(away: Away, told: list[str]) -> None:
    writer = away.writer()
    writer.put("calls", {**CALL})
    until(lambda: bool(away.spool))
    for number in range(1, 451):
        writer.put("turns", turn(number))
    away.come()
    until(lambda: not away.spool)
    writer.put("turns", turn(451))
    writer.close()
    assert away.rows("select count(*), min(rowid), max(rowid) from turns") == [(451, 1, 451)]
    assert away.rows("select turn from turns order by rowid") == [(n,) for n in range(1, 452)]
    assert away.rows("select started_at from calls") == [("2026-11-30 12:00:00.000000",)]
    assert any("does not answer (OperationalError); rows wait on disk" in line for line in told)
    assert not any("line 1" in line for line in told)


def test_rows_survive_the_process(away: Away) -> None:
    first = away.writer()
    first.put("calls", {**CALL})
    first.put("turns", turn(1))
    first.close()
    assert away.spool
    away.come()
    away.writer().close()
    assert not away.spool
    assert away.rows("select turn, transcript from turns") == [(1, "line 1")]


def test_a_row_that_cannot_be_written_does_not_hold_up_the_others(
    away: Away, told: list[str]
) -> None:
    away.come()
    writer = away.writer()
    writer.put("calls", {"id": "secret", "pipeline": None})
    writer.put("calls", {**CALL})
    writer.close()
    assert away.rows("select id from calls") == [("a",)]
    assert any("a row was not written: IntegrityError" in line for line in told)
    assert not any("secret" in line for line in told)


def full(_: Spool, rows: object) -> int:
    raise OSError(28, "No space left on device")


def test_a_disk_that_is_full_is_said_and_nothing_breaks(
    away: Away, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Spool, "append", full)
    writer = away.writer()
    writer.put("calls", {**CALL})
    writer.close()
    assert any("(No space left on device); 1 wait in memory, 0 are lost" in line for line in told)
    assert any("1 rows are lost: nothing takes them" in line for line in told)


def test_rows_wait_in_memory_while_the_disk_is_full(
    away: Away, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Spool, "append", full)
    monkeypatch.setattr(record_writer, "MAX_WAITING", 3)
    writer = away.writer()
    writer.put("calls", {**CALL})
    for number in range(1, 5):
        writer.join()
        writer.put("turns", turn(number))
    writer.join()
    assert any("3 wait in memory, 1 are lost" in line for line in told)
    away.come()
    until(lambda: away.rows("select count(*) from turns") == [(2,)])
    writer.close()
    assert away.rows("select turn from turns") == [(1,), (2,)], "the oldest are kept, in order"
    assert not any("nothing takes them" in line for line in told)


def test_taking_a_row_never_waits(
    away: Away, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_writer, "MAX_WAITING", 2)
    monkeypatch.setattr(RecordWriter, "_run", lambda self: None)
    writer = away.writer()
    for number in range(4):
        writer.put("turns", turn(number))
    assert sum("one is lost" in line for line in told) == 2


def test_old_calls_are_deleted_with_their_turns(away: Away, told: list[str]) -> None:
    away.come()
    with sqlite3.connect(away.file) as database:
        for name, day in (("old", "2026-10-01"), ("new", "2026-11-20")):
            started = f"{day} 00:00:00.000000"
            database.execute(
                "insert into calls (id, pipeline, started_at) values (?, 'b', ?)", (name, started)
            )
            database.execute("insert into turns (call_id, turn) values (?, 1)", (name,))
    away.writer().close()
    assert away.rows("select id from calls order by id") == [("new",), ("old",)]
    away.writer(keep_days=30).close()
    assert away.rows("select id from calls") == [("new",)]
    assert away.rows("select call_id from turns") == [("new",)]
    assert any("1 calls older than 30 days deleted" in line for line in told)


def test_postgresql_goes_away_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with postgres(tmp_path) as server:
        store = RecordStore.open(server.url, "bank")
        writer = store._writer
        writer.put("calls", {**CALL, "parameters": {"plan": "gold"}})
        writer.put("turns", {**turn(1), "transcript": "a\x00b", "decision": {"exact": True}})
        rows = select(turns.c.turn, turns.c.transcript, turns.c.decision)
        until(lambda: server.rows(rows) == [(1, "ab", {"exact": True})])
        server.stop()
        writer.put("turns", turn(2))
        spool = tmp_path / "cache" / "voice-agent" / "record"
        until(lambda: any(spool.glob("*.spool")))
        server.start()
        until(lambda: not any(spool.glob("*.spool")))
        store.close()
        assert [row[0] for row in server.rows(rows)] == [1, 2]
        # The same database again, as after an upgrade.
        RecordStore.open(server.url, "bank").close()


def test_a_row_may_be_made_in_the_writers_thread(away: Away, told: list[str]) -> None:
    made_in: list[str] = []

    def made() -> dict[str, object]:
        made_in.append(threading.current_thread().name)
        return turn(1)

    def broken() -> dict[str, object]:
        raise ValueError("line 7")

    away.come()
    writer = away.writer()
    writer.put("calls", {**CALL})
    for row in (made, broken):
        writer.put("turns", row)
    writer.put("turns", turn(2))
    writer.close()
    assert made_in == ["record"]
    assert away.rows("select turn from turns") == [(1,), (2,)]
    assert [line.strip() for line in told if "could not be made" in line] == [
        "call record: a row could not be made: ValueError"
    ]
