"""Callers who are not let in, counted and logged with the true reason."""

from __future__ import annotations

from collections.abc import Callable

from loguru import logger

from voice_agent.core.clock import monotonic
from voice_agent.server.metrics import Metrics
from voice_agent.transport.base import Refusal
from voice_agent.transport.guard import Allowance

LINES_PER_S = 1
LINES_AT_ONCE = 20


class Refusals:
    """Notes refusals. All are counted; a flood of them does not fill the log.

    Args:
        metrics: Where they are counted.
        clock: Monotonic seconds.
    """

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = monotonic) -> None:
        self._metrics = metrics
        self._lines = Allowance(LINES_PER_S, LINES_AT_ONCE, clock)
        self._unlogged = 0

    def note(self, carrier: str, refusal: Refusal) -> None:
        """Count a refusal, and log it unless there have just been too many."""
        self._metrics.count_refusal(refusal.kind)
        if not self._lines.spend(1):
            self._unlogged += 1
            return
        more = f"; {self._unlogged} more were not logged" if self._unlogged else ""
        self._unlogged = 0
        logger.info("refused on {}: {}: {}{}", carrier, refusal.kind, refusal.reason, more)
