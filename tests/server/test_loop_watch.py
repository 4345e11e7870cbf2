"""The watchdog of the event loop."""

from __future__ import annotations

import asyncio
import sys
import threading

import pytest
from loguru import logger

from voice_agent.server import loop_watch
from voice_agent.server.loop_watch import LOG_EVERY_S, LoopWatch, Watch, is_idle, stack
from voice_agent.server.metrics import Metrics


def test_a_blocked_loop_is_reported_once_for_each_time_it_is_blocked() -> None:
    watch = Watch(beat_at=10.0)
    assert watch.blocked_s(10.149) is None
    assert watch.blocked_s(10.16) == pytest.approx(0.11)
    assert watch.blocked_s(10.9) is None, "it is known"
    watch.beat_at = 11.0
    assert watch.blocked_s(11.0) is None
    assert watch.blocked_s(11.2) == pytest.approx(0.15)


def test_a_loop_that_is_blocked_again_and_again_does_not_fill_the_log() -> None:
    watch = Watch(beat_at=0.0)
    logged = [at for at in range(30) if watch.may_log(float(at))]
    assert logged == [0, LOG_EVERY_S, 2 * LOG_EVERY_S]


def test_a_stack_names_places_and_no_values() -> None:
    def inner(secret: str) -> str:
        return stack(sys._getframe()) if secret else ""

    said = inner("hunter2")
    assert said.startswith("inner (server/test_loop_watch.py:")
    assert " < test_a_stack_names_places_and_no_values (server/test_loop_watch.py:" in said
    assert "hunter2" not in said
    assert stack(None) == "no frame"


def test_a_loop_that_waits_for_events_is_not_blocked() -> None:
    def select() -> bool:
        return is_idle(sys._getframe())

    assert select()
    assert not is_idle(sys._getframe())
    assert not is_idle(None)


async def test_what_blocks_the_loop_is_counted_and_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_watch, "LOG_EVERY_S", 0.0)
    metrics, reported = Metrics(), threading.Event()

    def sink(message: str) -> None:
        if "_blocks_the_loop (server/test_loop_watch.py:" in message:
            reported.set()

    handler = logger.add(sink, level="WARNING")
    watching = asyncio.create_task(LoopWatch(metrics).run())
    try:
        for _ in range(4):
            # A beat may be reported already, when the machine is slow: then the next one counts.
            await asyncio.sleep(0.06)
            if _blocks_the_loop(reported):
                break
        await asyncio.sleep(0.06)
        assert reported.is_set()
    finally:
        watching.cancel()
        await asyncio.wait({watching})
        logger.remove(handler)
    assert _value(metrics, "voice_agent_loop_blocked_total") >= 1
    assert _value(metrics, "voice_agent_loop_lag_seconds_count") >= 1


def _blocks_the_loop(until: threading.Event) -> bool:
    return until.wait(1)


def _value(metrics: Metrics, name: str) -> float:
    return metrics.registry.get_sample_value(name) or 0.0
