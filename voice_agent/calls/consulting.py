"""A second call over the caller's line: a person is told first, and joined then."""

from __future__ import annotations

from typing import Literal, Protocol

from voice_agent.calls.bridge import Bridge

LegState = Literal["ringing", "briefing", "ready", "busy", "no_answer", "declined", "failed"]
"""A person's telephone: it rings, the brief is read out, the person waits for the caller; or why
not: it was hung up during the brief (``declined``), or a machine has answered (``no_answer``)."""


class Consultation(Protocol):
    """A second call. Made by a line that can, such as SIP.

    Attributes:
        state: What the person's telephone does.
    """

    state: LegState

    async def ring(self, to: str, caller_id: str, text: str) -> None:
        """Call somebody, and say ``text`` once they answer.

        Raises:
            ActionError: The number cannot be called.
        """
        ...

    async def join(self) -> bool:
        """Have the caller's side talk with the person, past us; return whether it does.

        Raises:
            ActionError: The caller has left.
        """
        ...

    def carry(self, bridge: Bridge) -> None:
        """Carry audio between the person and ``bridge``, until it is over or they hang up."""
        ...

    async def hang_up(self) -> None:
        """Hang up, or stop ringing. Safe to call again."""
        ...
