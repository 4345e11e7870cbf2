"""The one clock of a call: monotonic time for latencies, the day in the playbook's time zone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo


def monotonic() -> float:
    """Return ``time.monotonic``, looked up at each call so that virtual time can replace it."""
    return time.monotonic()


def epoch() -> float:
    """Return ``time.time``, looked up at each call so that virtual time can replace it."""
    return time.time()


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as a call sees it. Injected, so that tests and replays can set it.

    Attributes:
        monotonic: Seconds that never go back; only differences mean anything.
        wall: The present moment, with a time zone.
        zone: Where the callers are; ``None`` is the machine's own zone.
    """

    monotonic: Callable[[], float] = monotonic
    wall: Callable[[], datetime] = _utc_now
    zone: tzinfo | None = None

    def now(self) -> float:
        """Return monotonic seconds."""
        return self.monotonic()

    def local(self) -> datetime:
        """Return the present moment in the callers' time zone."""
        return self.wall().astimezone(self.zone)

    def today(self) -> date:
        """Return the callers' day, from which "next Friday" counts."""
        return self.local().date()

    @classmethod
    def at(cls, day: date, monotonic: Callable[[], float] = monotonic) -> Clock:
        """Return a clock on which it is always noon of ``day``."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return cls(monotonic, lambda: noon, UTC)
