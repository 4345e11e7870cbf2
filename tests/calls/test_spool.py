from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from voice_agent.calls.spool import Row, Spool, worker_file

ROWS: list[Row] = [("turns", {"call_id": "a", "turn": n}) for n in range(5)]


def test_rows_come_back_in_their_order_and_batches(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "new" / "rows.spool")
    assert not spool
    assert spool.append(ROWS[:3]) == 0
    assert spool.append(ROWS[3:]) == 0
    assert spool
    assert list(spool.batches(2)) == [ROWS[:2], ROWS[2:4], ROWS[4:]]
    spool.clear()
    assert not spool
    spool.clear()


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    Spool(tmp_path / "rows.spool").append(ROWS)
    assert stat.S_IMODE((tmp_path / "rows.spool").stat().st_mode) == 0o600


def test_what_has_no_room_is_counted(tmp_path: Path) -> None:
    size = len(b'["turns", {"call_id": "a", "turn": 0}]\n')
    spool = Spool(tmp_path / "rows.spool", max_bytes=3 * size)
    assert spool.append(ROWS) == 2
    assert list(spool.batches(10)) == [ROWS[:3]]
    assert spool.append(ROWS[:1]) == 1


def test_a_line_that_a_crash_cut_short_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "rows.spool"
    spool = Spool(path)
    spool.append(ROWS[:2])
    with path.open("ab") as file:
        file.write(b'["turns", {"call_id": "a", "tu')
    assert list(spool.batches(10)) == [ROWS[:2]]


def test_rows_after_a_line_that_was_cut_short_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "rows.spool"
    spool = Spool(path)
    spool.append(ROWS[:1])
    with path.open("ab") as file:
        file.write(b'["turns", {"call')
    spool.append(ROWS[1:2])
    assert list(spool.batches(10)) == [ROWS[:2]]


def test_a_disk_that_fills_up_in_mid_row_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path / "rows.spool")
    written = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) < 40:
            raise OSError(28, "No space left on device")
        return written(handle, data[:30])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            spool.append(ROWS[:2])
    assert not spool
    spool.append(ROWS[:1])
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            spool.append(ROWS[1:3])
    spool.append(ROWS[1:2])
    assert list(spool.batches(10)) == [ROWS[:2]]


def test_each_worker_has_a_spool_and_the_first_takes_over_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "rows.spool"
    for worker in range(4):
        Spool(worker_file(path, worker, 4)).append(ROWS[worker : worker + 1])
    with worker_file(path, 3, 4).open("ab") as file:
        file.write(b'["turns", {"call')
    assert worker_file(path, 1, 2) == tmp_path / "rows.spool.1"
    first = Spool(worker_file(path, 0, 2))
    assert sorted(row[1]["turn"] for batch in first.batches(10) for row in batch) == [0, 2, 3]
    assert {file.name for file in tmp_path.iterdir()} == {"rows.spool", "rows.spool.1"}


def test_nobody_else_may_read_what_is_left_of_a_worker(tmp_path: Path) -> None:
    path = tmp_path / "rows.spool"
    Spool(worker_file(path, 1, 2)).append(ROWS)
    worker_file(path, 0, 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
