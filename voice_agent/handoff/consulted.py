"""A transfer over the caller's own line: a second call, whose ends are joined or bridged."""

from __future__ import annotations

from voice_agent.calls.consulting import Consultation, LegState
from voice_agent.handoff.way import Case


class Consulted:
    """The second call as a ``Switchboard``.

    Args:
        second: It, not yet begun.
    """

    def __init__(self, second: Consultation) -> None:
        self._second = second

    async def ring(self, case: Case, to: str, caller_id: str, text: str) -> str:
        """Ring a number; ``text`` is said to who answers. There is only one leg."""
        await self._second.ring(to, caller_id, text)
        return ""

    async def look(self, leg: str, case: Case) -> LegState:
        """Return what the second call is doing."""
        return self._second.state

    async def join(self, case: Case) -> None:
        """Have the caller's side talk with the person; carry their voices if it cannot."""
        if await self._second.join():
            return
        case.leaving(False)
        case.bridge.begin()
        self._second.carry(case.bridge)

    async def drop(self, leg: str) -> None:
        """Hang up."""
        await self._second.hang_up()
