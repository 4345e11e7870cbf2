"""How the server stops: no new calls, time for those on the line, a goodbye to the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from loguru import logger

from voice_agent.server.lobby import Lobby

FAREWELL_S = 15.0
"""Time for the calls that are left to hear that they have to end."""


class Phase(Enum):
    """The phase of a server that is to stop."""

    SERVING = "calls are taken"
    DRAINING = "no call is taken, and those on the line go on"
    CLOSING = "the calls that are left hear that they have to end"
    OVER = "no call is waited for"


class StopEvent(Enum):
    """An event that moves a server to its next phase."""

    SIGNAL = "somebody wants it to stop"
    EMPTY = "no call is on the line"
    TIME_UP = "the phase has lasted long enough"


_NEXT: Mapping[tuple[Phase, StopEvent], Phase] = MappingProxyType(
    {
        (Phase.SERVING, StopEvent.SIGNAL): Phase.DRAINING,
        (Phase.DRAINING, StopEvent.EMPTY): Phase.OVER,
        (Phase.DRAINING, StopEvent.TIME_UP): Phase.CLOSING,
        (Phase.DRAINING, StopEvent.SIGNAL): Phase.OVER,
        (Phase.CLOSING, StopEvent.EMPTY): Phase.OVER,
        (Phase.CLOSING, StopEvent.TIME_UP): Phase.OVER,
        (Phase.CLOSING, StopEvent.SIGNAL): Phase.OVER,
    }
)
"""All other pairs change nothing."""


def step(phase: Phase, event: StopEvent) -> Phase:
    """Return the phase that follows. Pure."""
    return _NEXT.get((phase, event), phase)


class Drain:
    """Moves a server through its phases. Used only from the event loop.

    Args:
        lobby: The calls on the line.
        drain_s: How long they may go on once the server is to stop.

    Attributes:
        phase: Where the server is.
        closing: Set once the calls that are left have to end.
        over: Set once no call is waited for.
    """

    def __init__(self, lobby: Lobby, drain_s: float) -> None:
        self.phase = Phase.SERVING
        self.closing = asyncio.Event()
        self.over = asyncio.Event()
        self._lobby = lobby
        self._limits_s = {Phase.DRAINING: drain_s, Phase.CLOSING: FAREWELL_S}
        self._timer: asyncio.TimerHandle | None = None
        lobby.on_empty = lambda: self._happened(StopEvent.EMPTY)

    def signal(self, name: str) -> None:
        """Stop, and at once if the server is stopping already.

        Args:
            name: What asks for it, for the log.
        """
        logger.info("{}: {} calls are on the line", name, len(self._lobby.calls))
        self._happened(StopEvent.SIGNAL)

    def _happened(self, event: StopEvent) -> None:
        before, self.phase = self.phase, step(self.phase, event)
        if self.phase is before:
            return
        logger.info("{}, so {}", event.value, self.phase.value)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._lobby.closed = True
        if self.phase is Phase.OVER:
            self.over.set()
            return
        if self.phase is Phase.CLOSING:
            self.closing.set()
        self._timer = asyncio.get_running_loop().call_later(
            self._limits_s[self.phase], self._happened, StopEvent.TIME_UP
        )
        if not self._lobby.calls:
            self._happened(StopEvent.EMPTY)
