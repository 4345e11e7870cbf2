"""The event loop's lag as a metric, and a watchdog that logs what blocks the loop."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from loguru import logger

from voice_agent.core.clock import monotonic
from voice_agent.server.metrics import Metrics

BEAT_S = 0.05
BLOCKED_S = 0.1
"""A loop that is this late is blocked."""
LOG_EVERY_S = 10.0
"""Blocked loops are all counted; one in this time is logged."""
_DEEPEST = 24


@dataclass(slots=True)
class Watch:
    """Decide when a blocked loop is reported. Pure.

    Attributes:
        beat_at: When the loop last showed that it runs.
    """

    beat_at: float
    _reported: float | None = None
    _logged_at: float = float("-inf")

    def blocked_s(self, now: float) -> float | None:
        """Return how long the loop has been blocked; ``None`` if it is not, or that is known."""
        late_s = now - self.beat_at - BEAT_S
        if late_s < BLOCKED_S or self._reported == self.beat_at:
            return None
        self._reported = self.beat_at
        return late_s

    def may_log(self, now: float) -> bool:
        """Return whether a blocked loop is logged now."""
        if now - self._logged_at < LOG_EVERY_S:
            return False
        self._logged_at = now
        return True


class LoopWatch:
    """Measure the lag of the loop it runs on, and log the stack of what blocks it.

    Args:
        metrics: Where lag and blocked loops are counted.
        on_lag: Told of each lag in seconds.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        metrics: Metrics,
        on_lag: Callable[[float], None] = lambda lag_s: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._metrics = metrics
        self._on_lag = on_lag
        self._clock = clock
        self._watch = Watch(clock())
        self._loop_thread = threading.get_ident()
        self._stopped = threading.Event()

    async def run(self) -> None:
        """Watch the loop until cancelled."""
        self._watch.beat_at = self._clock()
        self._loop_thread = threading.get_ident()
        thread = threading.Thread(target=self._look, name="loop-watchdog", daemon=True)
        thread.start()
        try:
            while True:
                due = self._clock() + BEAT_S
                await asyncio.sleep(BEAT_S)
                now = self._watch.beat_at = self._clock()
                lag_s = max(0.0, now - due)
                self._metrics.loop_lag.observe(lag_s)
                self._on_lag(lag_s)
        finally:
            self._stopped.set()

    def _look(self) -> None:
        while not self._stopped.wait(BEAT_S):
            now = self._clock()
            frame = sys._current_frames().get(self._loop_thread)
            if is_idle(frame):
                continue  # It lacks the processor or Python's lock, and no code of the loop's.
            blocked_s = self._watch.blocked_s(now)
            if blocked_s is None:
                continue
            self._metrics.loop_blocked.inc()
            if self._watch.may_log(now):
                logger.warning(
                    "the event loop has been blocked for {:.0f} ms in {}",
                    1000 * blocked_s,
                    stack(frame),
                )


def is_idle(frame: FrameType | None) -> bool:
    """Return whether a loop waits for something to happen."""
    return frame is not None and frame.f_code.co_name == "select"


def stack(frame: FrameType | None) -> str:
    """Return where a thread is, innermost call first: files, lines and names, and no values."""
    found: list[str] = []
    while frame is not None and len(found) < _DEEPEST:
        code = frame.f_code
        file = "/".join(Path(code.co_filename).parts[-2:])
        found.append(f"{code.co_name} ({file}:{frame.f_lineno})")
        frame = frame.f_back
    return " < ".join(found) or "no frame"
