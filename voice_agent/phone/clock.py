"""The call's clock: milliseconds since the line opened."""

from __future__ import annotations

import asyncio

from voice_agent.core.clock import monotonic


class CallClock:
    """Milliseconds since the clock was made."""

    def __init__(self) -> None:
        self._start = monotonic()

    def restart(self) -> None:
        """Make this moment zero."""
        self._start = monotonic()

    def now_ms(self) -> float:
        """Return the milliseconds of the call so far."""
        return (monotonic() - self._start) * 1000.0

    async def sleep_until(self, at_ms: float) -> None:
        """Sleep until ``at_ms``. Always yields to the event loop, even when late."""
        await asyncio.sleep(max(0.0, (at_ms - self.now_ms()) / 1000.0))

    async def sleep(self, ms: float) -> None:
        """Sleep for ``ms``."""
        await self.sleep_until(self.now_ms() + ms)
