"""Keys the caller presses: digits are one entry until '#' or a pause. Pure."""

from __future__ import annotations

PAUSE_MS = 2000
MAX_KEYS = 32
_END = "#"
_OPERATOR = "0"


class KeyEntry:
    """Collects key presses (DTMF digits) into one entry."""

    def __init__(self) -> None:
        self._keys = ""
        self._since_ms = 0.0

    def press(self, key: str, *, expects_digits: bool) -> str | None:
        """Take a key; returns the entry once it is complete.

        Args:
            key: One of 0-9, * and #.
            expects_digits: Whether the agent asked for something; if not, a first 0 is
                complete by itself: it calls the operator.
        """
        self._since_ms = 0.0
        if key != _END:
            self._keys += key
        at_once = key == _END or len(self._keys) >= MAX_KEYS
        if at_once or (self._keys == _OPERATOR and not expects_digits):
            return self._take()
        return None

    def passed(self, ms: float) -> str | None:
        """Time goes by; returns the entry when the caller has stopped pressing keys."""
        if not self._keys:
            return None
        self._since_ms += ms
        return self._take() if self._since_ms >= PAUSE_MS else None

    def _take(self) -> str | None:
        keys, self._keys = self._keys, ""
        return keys or None
