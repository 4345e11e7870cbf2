"""A bounded file of rows that the database could not take, in the order in which they came."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAX_BYTES = 64 * 2**20
"""Weeks of rows of a busy server. What comes after that is lost, and the log says so."""

Row = tuple[str, dict[str, Any]]
"""Name of a table, and values by column; plain JSON."""


class Spool:
    """Rows on disk, one JSON object a line. Used from one thread.

    Args:
        path: The file; it exists only while there are rows.
        max_bytes: Size that it may reach.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self._path = path
        self._max_bytes = max_bytes

    def __bool__(self) -> bool:
        """Tell whether there are rows."""
        return self._path.exists()

    def append(self, rows: list[Row]) -> int:
        """Add rows; return how many there was no room for.

        Raises:
            OSError: The disk takes no more.
        """
        size = self._path.stat().st_size if self._path.exists() else 0
        lines = []
        for row in rows:
            line = (json.dumps(row) + "\n").encode()
            if size + len(line) > self._max_bytes:
                break
            size += len(line)
            lines.append(line)
        if lines:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._write(b"".join(lines))
        return len(rows) - len(lines)

    def take_over(self, file: Path) -> None:
        """Add the rows of another spool's file, and remove the file.

        Raises:
            OSError: The disk takes no more.
        """
        self._write(file.read_bytes())
        file.unlink()

    def _write(self, data: bytes) -> None:
        """Add data as a whole, or nothing of it."""
        # Redacted, but about callers all the same: nobody else's to read.
        handle = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
        try:
            before = os.fstat(handle).st_size
            if before and os.pread(handle, 1, before - 1) != b"\n":
                data = b"\n" + data  # A crash has cut the last line short.
            try:
                while data:
                    data = data[os.write(handle, data) :]
            except OSError:
                os.truncate(handle, before)
                if not before:
                    self.clear()
                raise
        finally:
            os.close(handle)

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Yield all rows, oldest first; a line that a crash has cut short is left out."""
        batch: list[Row] = []
        with self._path.open("rb") as file:
            for line in file:
                with contextlib.suppress(ValueError):
                    table, values = json.loads(line)
                    batch.append((table, values))
                if len(batch) == size:
                    yield batch
                    batch = []
        if batch:
            yield batch

    def clear(self) -> None:
        """Remove all rows: the database has them."""
        self._path.unlink(missing_ok=True)


def worker_file(path: Path, worker: int, workers: int) -> Path:
    """Return the spool file of one worker: a spool is used by one process alone.

    The first one has ``path`` itself. What is left of workers that there are no more goes to it;
    rows have keys, so that their order among the workers does not matter.

    Args:
        path: The spool file of a server without workers.
        worker: Number of the worker.
        workers: How many there are.
    """
    if worker:
        return path.with_name(f"{path.name}.{worker}")
    for old in path.parent.glob(f"{path.name}.*"):
        number = old.name.removeprefix(f"{path.name}.")
        if number.isdigit() and int(number) >= workers:
            Spool(path).take_over(old)
    return path
