"""The transfer that a call waits for the end of: which NOTIFY is about it, and until when. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from voice_agent.transport.sip.states import NEVER

TRANSFER_S = 60.0


@dataclass(slots=True)
class Referral:
    """Our REFERs within one call (RFC 3515).

    Attributes:
        ends_at: When the end of the last one is not waited for any more.
    """

    ends_at: float = NEVER
    _number: int = 0
    _first: int = 0

    @property
    def awaited(self) -> bool:
        """Whether the end of one is waited for."""
        return self.ends_at != NEVER

    def begin(self, number: int, now: float) -> None:
        """Wait for the end of a REFER; ``number`` is that of its ``CSeq``."""
        self._number, self.ends_at = number, now + TRANSFER_S
        self._first = self._first or number

    def stop(self) -> None:
        """Wait no longer: what comes of it later is not told."""
        self.ends_at = NEVER

    def knows(self) -> bool:
        """Return whether there was any, so that a NOTIFY can be about one."""
        return bool(self._first)

    def awaits(self, subscription: str) -> bool:
        """Return whether a NOTIFY is about the one that is waited for (RFC 3515, 2.4.6).

        Args:
            subscription: The ``id`` of its event; empty for the first REFER of a call.
        """
        return self.awaited and (subscription or str(self._first)) == str(self._number)
