"""The desk: calls that wait for a person, and the people who take them. One for each server.

Used only from the event loop. What happens when two take the same call, or somebody goes away
while they are being told about it, is decided here, without sockets.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from voice_agent.core.clock import monotonic
from voice_agent.core.events import HandoffOutcome
from voice_agent.handoff.way import Case

_LOOK_EVERY_S = 0.25


class Seat:
    """One person at the desk.

    Attributes:
        name: Who, as they call themselves.
        call: The call that they have or are being told about.
        changed: Set whenever the list of calls, or ``call``, has changed.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.call: Waiting | None = None
        self.changed = asyncio.Event()


class Waiting:
    """A call that waits.

    Attributes:
        case: The call.
        since: When it came, monotonic seconds.
        declined: Those who do not want it.
        taker: Who is being told about it, or has it.
        ready: True once the taker has heard the brief.
        over: True once it waits no more and nobody has it.
    """

    def __init__(self, case: Case, since: float, desk: Desk) -> None:
        self.case = case
        self.since = since
        self.declined: set[Seat] = set()
        self.taker: Seat | None = None
        self.ready = False
        self.over = False
        self._desk = desk

    async def settled(self, wait_s: float, empty_s: float) -> HandoffOutcome:
        """Wait until somebody has taken the call and heard the brief, or nobody will.

        Args:
            wait_s: How long, not counting the time of those who are being told.
            empty_s: How long while nobody is at the desk.
        """
        waited_s = empty_for_s = 0.0
        while not self.ready:
            if self.taker is None:
                seats = self._desk.seats
                if seats and all(seat in self.declined for seat in seats):
                    return "declined"
                empty_for_s = 0.0 if seats else empty_for_s + _LOOK_EVERY_S
                if waited_s >= wait_s:
                    free = any(seat.call is None for seat in seats - self.declined)
                    return "no_answer" if free else "busy"
                if empty_for_s > empty_s:
                    return "no_answer"
                waited_s += _LOOK_EVERY_S
            await asyncio.sleep(_LOOK_EVERY_S)
        return "accepted"


class Desk:
    """Everybody at the desk, and every call that waits there.

    Args:
        clock: Monotonic seconds.

    Attributes:
        seats: The people.
        calls: The calls, by our name, in the order in which they came.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.seats: set[Seat] = set()
        self.calls: dict[str, Waiting] = {}
        self._clock = clock

    @contextlib.contextmanager
    def seat(self, name: str) -> Iterator[Seat]:
        """Take a seat until the block ends; a call that was only being told about waits again."""
        seat = Seat(name)
        self.seats.add(seat)
        try:
            yield seat
        finally:
            self.seats.discard(seat)
            self.let_go(seat)

    @contextlib.contextmanager
    def waiting(self, case: Case) -> Iterator[Waiting]:
        """Let a call wait until the block ends."""
        waiting = Waiting(case, self._clock(), self)
        self.calls[case.call_id] = waiting
        self._tell()
        try:
            yield waiting
        finally:
            del self.calls[case.call_id]
            waiting.over = not case.bridge.open
            if waiting.over and waiting.taker is not None:
                waiting.taker.call = None
            self._tell()

    def accept(self, seat: Seat, call_id: str) -> Waiting | None:
        """Take a call: the first who wants it is told about it; ``None`` for all others."""
        waiting = self.calls.get(call_id)
        if waiting is None or waiting.taker is not None or seat.call is not None:
            return None
        waiting.taker, seat.call = seat, waiting
        self._tell()
        return waiting

    def decline(self, seat: Seat, call_id: str) -> bool:
        """Note that somebody does not want a call; whether it was there."""
        waiting = self.calls.get(call_id)
        if waiting is None:
            return False
        waiting.declined.add(seat)
        if waiting.taker is seat and not waiting.ready:
            waiting.taker, seat.call = None, None
        self._tell()
        return True

    def join(self, seat: Seat) -> bool:
        """Note that the taker has heard the brief: the caller is put through."""
        if seat.call is None or seat.call.over:
            return False
        seat.call.ready = True
        return True

    def let_go(self, seat: Seat) -> None:
        """Note that somebody hangs up, or is gone: the call is over, or waits again."""
        waiting, seat.call = seat.call, None
        if waiting is None:
            return
        if waiting.case.bridge.open:
            waiting.case.bridge.end()
        elif waiting.taker is seat:
            waiting.taker, waiting.ready = None, False
        self._tell()

    def _tell(self) -> None:
        for seat in self.seats:
            seat.changed.set()
