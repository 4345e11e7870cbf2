"""A second call over the caller's line that exists only in tests."""

from __future__ import annotations

from voice_agent.calls.bridge import Bridge
from voice_agent.calls.consulting import LegState


class SecondCall:
    """A second call whose telephone does the same all the time.

    Args:
        state: What it does.
        joins: Whether the line can join both, or why it cannot.
    """

    def __init__(self, state: LegState = "ready", joins: bool | Exception = False) -> None:
        self.state: LegState = state
        self.rung: list[tuple[str, str, str]] = []
        self.carries: Bridge | None = None
        self.hung_up = 0
        self._joins = joins

    async def ring(self, to: str, caller_id: str, text: str) -> None:
        self.rung.append((to, caller_id, text))

    async def join(self) -> bool:
        if isinstance(self._joins, Exception):
            raise self._joins
        return self._joins

    def carry(self, bridge: Bridge) -> None:
        self.carries = bridge

    async def hang_up(self) -> None:
        self.hung_up += 1
