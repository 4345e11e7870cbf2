"""The database: one file, one customer, and each request that changes something done once."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PIN = "4471"
"""The demo customer's."""
_SCHEMA = Path(__file__).with_name("schema.sql")
_BUSY_S = 5.0

Answer = dict[str, Any]


class RefusedError(Exception):
    """The bank does not do that; nothing has changed."""

    def __init__(self, why: str, status: int = 422) -> None:
        super().__init__(why)
        self.status = status


class Store:
    """The bank's database.

    Args:
        file: The SQLite file; made with a customer if it does not exist.
        today: The bank's day.
    """

    def __init__(self, file: Path, today: Callable[[], date] = date.today) -> None:
        self._file = file
        self.today = today
        is_new = not file.exists()
        # A change is on the disk with one write instead of three: the caller is waiting. While one
        # connection stays open, the log is not folded into the file after each change.
        self._kept = sqlite3.connect(file, check_same_thread=False)
        self._kept.execute("PRAGMA journal_mode = WAL")
        if is_new:
            self._fill()
        self._kept.execute("SELECT count(*) FROM customer").fetchone()

    def close(self) -> None:
        """Close the database."""
        self._kept.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open a connection for one request."""
        connection = sqlite3.connect(self._file, timeout=_BUSY_S, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction: all of it is written, or nothing."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def once(
        self, key: str, path: str, body: Answer, do: Callable[[sqlite3.Connection], Answer]
    ) -> Answer:
        """Do something, or return what came of it when the same key was sent before.

        Raises:
            RefusedError: The key was used for something else, or ``do`` refuses.
        """
        told = json.dumps([path, body], sort_keys=True)
        body_hash = hashlib.sha256(told.encode()).hexdigest()
        with self.changing() as connection:
            before = connection.execute("SELECT * FROM requests WHERE key = ?", (key,)).fetchone()
            if before is not None:
                if before["body_hash"] != body_hash:
                    raise RefusedError("this Idempotency-Key was used for another request")
                answer: Answer = json.loads(before["answer"])
                return answer
            answer = do(connection)
            connection.execute(
                "INSERT INTO requests VALUES (?, ?, ?, ?)",
                (key, path, body_hash, json.dumps(answer)),
            )
            return answer

    def request(self, key: str) -> Answer | None:
        """Return what came of the request with this key; ``None`` if there was none."""
        with self.reading() as connection:
            row = connection.execute("SELECT answer FROM requests WHERE key = ?", (key,)).fetchone()
        return None if row is None else {**json.loads(row["answer"]), "done": True}

    def is_pin(self, pin: str) -> bool:
        """Return whether this is the customer's PIN."""
        with self.reading() as connection:
            row = connection.execute("SELECT pin_salt, pin_hash FROM customer").fetchone()
        return hmac.compare_digest(_hashed(pin, row["pin_salt"]), row["pin_hash"])

    def _fill(self) -> None:
        day = self.today()
        salt = secrets.token_bytes(16)
        with self.changing() as c:
            for statement in _SCHEMA.read_text(encoding="utf-8").split(";"):
                c.execute(statement)
            c.execute(
                "INSERT INTO customer VALUES ('Alex Morgan', ?, ?, 'alex@example.com', NULL, NULL)",
                (salt, _hashed(PIN, salt)),
            )
            c.executemany(
                "INSERT INTO accounts VALUES (?, ?, ?)",
                [("checking", 241_370, 0), ("savings", 815_000, 0), ("credit card", 62_015, 1)],
            )
            c.executemany(
                "INSERT INTO postings (account, cents, text, day) VALUES (?, ?, ?, ?)",
                [
                    ("checking", 4_200, "at Green Grocer", _ago(day, 1)),
                    ("checking", 1_200, "at Metro Transit", _ago(day, 2)),
                    ("checking", 90_000, "of rent", _ago(day, 4)),
                    ("savings", 30_000, "paid in", _ago(day, 6)),
                    ("savings", 400, "of interest", _ago(day, 9)),
                    ("credit card", 8_900, "at City Books", _ago(day, 3)),
                    ("credit card", 3_150, "at Luna Pizza", _ago(day, 5)),
                ],
            )
            c.execute(
                "INSERT INTO deposits (cents, payer, day) VALUES (168000, 'your employer', ?)",
                (_ago(day, 3),),
            )
            c.executemany("INSERT INTO payees VALUES (?)", [("Sarah",), ("Daniel",), ("Mike",)])
            c.execute(
                "INSERT INTO transfers (kind, payee, cents, day, state, reference)"
                " VALUES ('transfer', 'Daniel', 6000, ?, 'scheduled', 'H470')",
                (_ago(day, -1),),
            )
            c.executemany(
                "INSERT INTO cards VALUES (?, ?, 'active', ?, ?, ?)",
                [
                    (
                        "debit card",
                        "2046",
                        "over the daily limit of two thousand dollars",
                        _ago(day, 3),
                        _ago(day, -2),
                    ),
                    ("credit card", "7718", "because of a wrong security code", None, None),
                ],
            )
            c.execute(
                "INSERT INTO refunds (cents, shop, day) VALUES (3400, 'City Books', ?)",
                (_ago(day, 1),),
            )


def _ago(day: date, days: int) -> str:
    return (day - timedelta(days=days)).isoformat()


def _hashed(pin: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, 100_000)
