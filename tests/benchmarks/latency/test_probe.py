"""Looking at a process from outside."""

from __future__ import annotations

import os
from types import SimpleNamespace

from benchmarks.latency.probe import cpu_s, rss_mb, threads

ME = SimpleNamespace(pid=os.getpid())


def test_a_process_has_memory_threads_and_cpu_time() -> None:
    assert rss_mb(ME) > 10  # type: ignore[arg-type]
    assert threads(ME) >= 1  # type: ignore[arg-type]
    before = cpu_s(ME)  # type: ignore[arg-type]
    sum(range(2_000_000))
    assert cpu_s(ME) >= before > 0  # type: ignore[arg-type]
