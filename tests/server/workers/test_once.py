from __future__ import annotations

from pathlib import Path

from voice_agent.server.workers.once import SharedOnce


def test_what_one_worker_has_seen_no_other_accepts(tmp_path: Path) -> None:
    one, other = SharedOnce(tmp_path / "once"), SharedOnce(tmp_path / "once")
    assert one.use("token:a", 100.0, 1.0) is None
    assert other.use("token:a", 100.0, 1.0) == "replayed"
    assert one.use("token:a", 100.0, 1.0) == "replayed"
    assert other.use("token:b", 100.0, 1.0) is None
    # A worker that was started again.
    assert SharedOnce(tmp_path / "once").use("token:a", 100.0, 1.0) == "replayed"


def test_what_would_not_be_accepted_anyway_is_forgotten(tmp_path: Path) -> None:
    once = SharedOnce(tmp_path)
    once.use("a/../b", 10.0, 1.0)
    assert len(list(tmp_path.iterdir())) == 1
    once.use("c", 100.0, 11.0)
    assert len(list(tmp_path.iterdir())) == 1


def test_nobody_gets_in_because_the_disk_is_gone(tmp_path: Path) -> None:
    once = SharedOnce(tmp_path / "once")
    (tmp_path / "once").rmdir()
    assert once.use("a", 10.0, 1.0) == "full"
