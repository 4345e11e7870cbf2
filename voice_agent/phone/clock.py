"""The call's clock: milliseconds since the line opened, optionally faster than real time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class CallClock:
    """Milliseconds since the clock was made.

    Args:
        speed: Call milliseconds that pass per real millisecond. 1 on a real line; tests
            run whole conversations at 20 or more.
        monotonic: Source of seconds.
    """

    def __init__(
        self, speed: float = 1.0, *, monotonic: Callable[[], float] = lambda: time.monotonic()
    ) -> None:
        if speed <= 0:
            raise ValueError(f"speed must be above 0, got {speed}")
        self._speed = speed
        self._monotonic = monotonic
        self._start = monotonic()

    def restart(self) -> None:
        """Make this moment zero."""
        self._start = self._monotonic()

    def now_ms(self) -> float:
        """Milliseconds of the call so far."""
        return (self._monotonic() - self._start) * 1000.0 * self._speed

    async def sleep_until(self, at_ms: float) -> None:
        """Sleep until ``at_ms``. Always yields to the event loop, even when late."""
        await asyncio.sleep(max(0.0, (at_ms - self.now_ms()) / 1000.0 / self._speed))

    async def sleep(self, ms: float) -> None:
        """Sleep for ``ms`` of call time."""
        await self.sleep_until(self.now_ms() + ms)
