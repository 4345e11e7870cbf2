"""How much is done ahead of what callers wait for, from how long work waits now. Pure.

What is done ahead is done for nothing when the caller goes on. On an idle machine that costs
nobody anything; on a busy one others wait for it. No level changes what is heard or said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

LATER_S = 0.16
"""Most breaths are over by then, and work that waits for so long never begins for them."""
_RELEASE = 0.6
"""A level is left once all is this much below where it began."""


class Level(IntEnum):
    """How much work is left out."""

    ALL = 0
    """Nothing."""
    LESS = 1
    """Text while the caller speaks, and audio for an answer that may not come."""
    LATER = 2
    """Also work on pauses of which most are breaths: guesses begin once those are over."""


@dataclass(frozen=True, slots=True)
class Strain:
    """Measurements of the last few seconds.

    Attributes:
        wait_ms: p95 of the time in a turn for which engines were waited for.
        lag_ms: p95 of how late the event loop comes to work that is due.
        use: Use of the scarcest resource, 0 to 1.
    """

    wait_ms: float = 0.0
    lag_ms: float = 0.0
    use: float = 0.0

    def over(self, other: Strain, part: float) -> bool:
        """Return whether anything is above its ``part`` of ``other``."""
        return (
            self.wait_ms > part * other.wait_ms
            or self.lag_ms > part * other.lag_ms
            or self.use > part * other.use
        )


_BEGINS = {
    Level.LATER: Strain(wait_ms=100.0, lag_ms=25.0, use=0.75),
    Level.LESS: Strain(wait_ms=40.0, lag_ms=12.0, use=0.6),
}


def level(before: Level, strain: Strain) -> Level:
    """Return the level that follows ``before``; it rises at once and falls with some distance."""
    for one, begins in _BEGINS.items():
        if strain.over(begins, _RELEASE if before >= one else 1.0):
            return one
    return Level.ALL


@dataclass(slots=True, eq=False)
class Effort:
    """The level at which the calls of a process are now; they look at it when they could guess.

    Attributes:
        level: Set by who measures.
    """

    level: Level = Level.ALL
