"""Messages wait on disk: once each, bounded, over a restart, whatever else is in the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.calls.message_spool import MessageSpool, worker_spool
from voice_agent.core.errors import ConfigError


def test_a_message_waits_until_it_is_dropped_also_over_a_restart(tmp_path: Path) -> None:
    first = MessageSpool(tmp_path / "spool", 10).put("c1", {"b": 1, "a": "é"}, 5.0)
    spool = MessageSpool(tmp_path / "spool", 10)
    assert spool.waiting() == [first]
    assert spool.put("c1", {"other": 2}, 9.0) == first, "the same call is the same message"
    assert (tmp_path / "spool" / "c1.json").stat().st_mode & 0o077 == 0
    spool.drop("c1")
    spool.drop("c1")
    assert spool.waiting() == []


def test_the_oldest_is_given_up_when_there_are_too_many(tmp_path: Path) -> None:
    spool = MessageSpool(tmp_path, 3)
    for number in range(5):
        spool.put(f"c{number}", {}, float(number))
    assert [message.id for message in spool.waiting()] == ["c2", "c3", "c4"]


def test_a_file_that_is_damaged_stops_nothing(tmp_path: Path) -> None:
    spool = MessageSpool(tmp_path, 3)
    spool.put("c1", {}, 1.0)
    (tmp_path / "c0.json").write_text('{"id": "c0"')
    assert [message.id for message in spool.waiting()] == ["c1"]
    assert (tmp_path / "c0.bad").exists()


def test_a_name_that_leads_elsewhere_is_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name"):
        MessageSpool(tmp_path, 3).put("../c1", {}, 1.0)


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"after_call\.spool"):
        MessageSpool(tmp_path / "file" / "spool", 3)


def test_each_worker_has_a_spool_and_the_first_takes_over_what_is_left(tmp_path: Path) -> None:
    for worker in range(3):
        worker_spool(tmp_path, 10, worker, 3).put(f"c{worker}", {}, float(worker))
    assert [one.id for one in worker_spool(tmp_path, 10, 1, 2).waiting()] == ["c1"]
    assert [one.id for one in worker_spool(tmp_path, 10, 0, 2).waiting()] == ["c0", "c2"]
