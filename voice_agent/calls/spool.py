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
            # Redacted, but about callers all the same: nobody else's to read.
            with os.fdopen(
                os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "wb"
            ) as file:
                file.writelines(lines)
        return len(rows) - len(lines)

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
