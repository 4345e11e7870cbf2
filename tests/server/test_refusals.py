from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from loguru import logger

from voice_agent.server.metrics import Metrics
from voice_agent.server.refusals import LINES_AT_ONCE, Refusals
from voice_agent.transport.base import Refusal

BUSY = Refusal("busy", "all 2 lines are busy")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    text = io.StringIO()
    sink = logger.add(text, format="{message}")
    yield text
    logger.remove(sink)


def counted(metrics: Metrics, reason: str) -> float:
    return metrics.registry.get_sample_value("voice_agent_refused_total", {"reason": reason}) or 0


def test_a_refusal_is_counted_and_logged_with_its_reason(log: io.StringIO) -> None:
    metrics = Metrics()
    refusals = Refusals(metrics, lambda: 0.0)
    refusals.note("twilio", BUSY)
    refusals.note("raw", Refusal("stopping", "the server is stopping"))
    assert (counted(metrics, "busy"), counted(metrics, "stopping")) == (1, 1)
    assert log.getvalue().splitlines() == [
        "refused on twilio: busy: all 2 lines are busy",
        "refused on raw: stopping: the server is stopping",
    ]


def test_a_flood_is_counted_but_does_not_fill_the_log(log: io.StringIO) -> None:
    metrics, now = Metrics(), 0.0
    refusals = Refusals(metrics, lambda: now)
    for _ in range(500):
        refusals.note("raw", BUSY)
    lines = log.getvalue().splitlines()
    assert LINES_AT_ONCE <= len(lines) <= LINES_AT_ONCE + 1
    now = 60.0
    refusals.note("raw", BUSY)
    assert counted(metrics, "busy") == 501
    assert log.getvalue().splitlines()[-1].endswith(f"; {500 - len(lines)} more were not logged")
