from __future__ import annotations

import stat
from pathlib import Path

from voice_agent.calls.spool import Row, Spool

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
