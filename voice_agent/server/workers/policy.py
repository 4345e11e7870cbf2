"""Which worker gets a connection, and what becomes of one that has died. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

FIRST_WAIT_S = 0.5
"""Time to the next start after a first death; it doubles with each further one."""
MOST_DEATHS = 5
"""Deaths in a row after which a worker is given up."""
STEADY_S = 60.0
"""A worker that took calls for this long has died of something new."""
QUIET_S = 2.0
"""A worker that reports nothing for this long gets connections only if no other one can."""
HUNG_S = 15.0
"""A worker that reports nothing for this long is ended: its event loop stands still."""


class Phase(IntEnum):
    """The phase of a worker.

    Its numbers go over the channel.
    """

    STARTING = 0
    ANSWERING = 1
    """It answers requests, but takes no call: its engines load, its lines are busy, or it stops."""
    TAKING = 2


def phase(*, serves: bool, takes: bool) -> Phase:
    """Return the phase of a worker that answers requests or not, and takes a call or not."""
    if not serves:
        return Phase.STARTING
    return Phase.TAKING if takes else Phase.ANSWERING


@dataclass(slots=True)
class Load:
    """What is known of a worker that runs.

    Attributes:
        phase: What it last reported.
        calls: Calls on its lines, as it last reported.
        given: Connections that it was given lately: each may be a call that it has not reported.
        last_given: Number of the last of them, of all connections of the server.
        taking_since: When it first took calls; ``None`` before.
        heard_at: When it last reported; ``None`` before its first report.
    """

    phase: Phase = Phase.STARTING
    calls: int = 0
    given: int = 0
    last_given: int = 0
    taking_since: float | None = None
    heard_at: float | None = None
    _since_report: int = 0

    def give(self, number: int) -> None:
        """Take note of a connection that it was given."""
        self.given += 1
        self._since_report += 1
        self.last_given = number

    def report(self, phase: Phase, calls: int, now: float) -> None:
        """Take note of a report."""
        self.phase, self.calls, self.heard_at = phase, calls, now
        # A handshake takes longer than the time to the next report.
        self.given, self._since_report = self._since_report, 0
        if phase is Phase.TAKING and self.taking_since is None:
            self.taking_since = now

    def quiet(self, now: float) -> bool:
        """Return whether it should have reported, and has not."""
        return self.heard_at is not None and now - self.heard_at > QUIET_S

    def hung(self, now: float) -> bool:
        """Return whether it has said nothing for too long. A worker that starts may take longer."""
        return self.heard_at is not None and now - self.heard_at > HUNG_S


def choose(loads: Iterable[Load | None], now: float) -> int | None:
    """Return the place of the worker that gets the next connection; ``None`` if none can.

    The one with the fewest calls that takes calls; where none does, one that can say so. Of equals
    the one that has been given nothing for the longest time.
    """
    able = [
        (load.quiet(now), -load.phase, load.calls + load.given, load.last_given, place)
        for place, load in enumerate(loads)
        if load is not None and load.phase is not Phase.STARTING
    ]
    return min(able)[4] if able else None


@dataclass(frozen=True, slots=True)
class Deaths:
    """The deaths of a worker in a row.

    Attributes:
        count: How many.
        ever_took: Whether it has taken calls since the server was started.
    """

    count: int = 0
    ever_took: bool = False

    def after(self, load: Load, status: int, now: float) -> tuple[Deaths, float | None]:
        """Return what follows when it has died once more.

        Args:
            load: What was known of it.
            status: Its exit status; below 0 a signal.
            now: Monotonic seconds.

        Returns:
            The deaths with this one, and how long to wait before the next start; ``None`` gives it
            up. A worker that has never taken a call and ended by itself has said why: the next one
            would say the same.
        """
        took = load.taking_since is not None
        steady = load.taking_since is not None and now - load.taking_since >= STEADY_S
        deaths = Deaths(1 if steady else self.count + 1, self.ever_took or took)
        if deaths.count >= MOST_DEATHS or (status > 0 and not deaths.ever_took):
            return deaths, None
        return deaths, FIRST_WAIT_S * 2 ** (deaths.count - 1)


def share(max_calls: int, place: int, count: int) -> int:
    """Return the calls that a worker may hold, of ``max_calls`` of all ``count`` workers."""
    return max_calls // count + (place < max_calls % count)
