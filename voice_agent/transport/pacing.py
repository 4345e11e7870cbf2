"""The times at which audio is sent: in real time, a little ahead of the caller's ear. Pure."""

from __future__ import annotations

LEAD_MS = 60.0
"""Audio sent ahead of real time: it hides jitter, and a barge-in cannot take it back."""


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

    def clear(self) -> None:
        """Forget what was sent: the caller's side has dropped it."""
        self._played_out_at = float("-inf")
