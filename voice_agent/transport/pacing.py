"""The times at which audio is sent: in real time, a little ahead of the caller's ear. Pure."""

from __future__ import annotations

CHUNK_MS = 20
"""Audio that is sent at once, unless the carrier takes more."""
LEAD_MS = 60.0
"""Audio sent ahead of real time: it hides jitter. At a barge-in it fades out where the line can
drop it, and is heard where it cannot."""


def lead_ms(chunk_ms: int) -> float:
    """Return the lead with which as much is left at the caller's when the next chunk is due."""
    return LEAD_MS + chunk_ms - CHUNK_MS


class Pacer:
    """Follows how much of what was sent the caller has yet to hear.

    Times are seconds of one monotonic clock.
    """

    def __init__(self, lead_ms: float = LEAD_MS) -> None:
        self._lead_s = lead_ms / 1000
        self._played_out_at = float("-inf")

    def sent(self, now: float, seconds: float) -> float:
        """Count ``seconds`` of audio sent at ``now``; return when the next piece is due."""
        self._played_out_at = max(self._played_out_at, now) + seconds
        return max(now, self._played_out_at - self._lead_s)

    def ahead_s(self, now: float) -> float:
        """Return the seconds of audio that were sent and that the caller has yet to hear."""
        return max(0.0, self._played_out_at - now)

    def clear(self) -> None:
        """Forget what was sent: the caller's side has dropped it."""
        self._played_out_at = float("-inf")
