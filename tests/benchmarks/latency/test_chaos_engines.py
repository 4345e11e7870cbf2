from __future__ import annotations

import threading
from pathlib import Path

from benchmarks.latency.chaos_engines import CLOCK, STALL, Faulty, set_clock
from voice_agent.core.clock import epoch


class Engine:
    rate_hz = 8000

    def read(self, text: str) -> str:
        return text.upper()


def test_an_engine_stands_still_while_the_file_is_there(tmp_path: Path) -> None:
    engine = Faulty(Engine(), "slm", tmp_path, ("read",))
    assert (engine.read("a"), engine.rate_hz) == ("A", 8000)
    (tmp_path / STALL.format(stage="slm")).touch()
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(engine.read("b")))
    thread.start()
    thread.join(0.05)
    assert answers == []
    (tmp_path / STALL.format(stage="slm")).unlink()
    thread.join(5)
    assert answers == ["B"]


def test_the_clock_is_wrong_while_the_file_is_there(tmp_path: Path) -> None:
    before = epoch()
    (tmp_path / CLOCK).write_text("3600")
    set_clock(tmp_path / CLOCK)
    try:
        assert 3599 < epoch() - before < 3660
    finally:
        (tmp_path / CLOCK).unlink()
        set_clock(tmp_path / CLOCK)
    assert epoch() - before < 60
