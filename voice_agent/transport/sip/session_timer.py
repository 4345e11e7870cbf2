"""Session timers (RFC 4028): a call whose other side has vanished ends. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voice_agent.transport.sip.message import Headers

SHORTEST_S = 90
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Timer:
    """What was agreed on.

    Attributes:
        interval_s: Time after which the call is over unless it is refreshed.
        ours: Whether we refresh it.
        began: When it last was, in monotonic seconds.
    """

    interval_s: float
    ours: bool
    began: float

    @property
    def refresh_at(self) -> float:
        """When we refresh the call."""
        return self.began + self.interval_s / 2 if self.ours else _NEVER

    @property
    def ends_at(self) -> float:
        """When the call ends unless it was refreshed."""
        return self.began + self.interval_s - min(32.0, self.interval_s / 3)

    def refreshed(self, now: float) -> Timer:
        """Return the timer of a call that was refreshed."""
        return Timer(self.interval_s, self.ours, now)


def too_short(headers: Headers) -> bool:
    """Return whether a request asks for a shorter interval than we refresh at."""
    asked = _seconds(headers.get("session-expires"))
    return asked is not None and asked < SHORTEST_S and "timer" in headers.tokens("supported")


def agreed(headers: Headers, longest_s: int, now: float) -> tuple[Timer | None, str]:
    """Answer a request: the timer, and the value of ``Session-Expires``; empty for none.

    Args:
        headers: Of the request.
        longest_s: The interval that we would like.
        now: Monotonic seconds.
    """
    if "timer" not in headers.tokens("supported") | headers.tokens("require"):
        return None, ""
    asked = headers.get("session-expires")
    least = _seconds(headers.get("min-se")) or SHORTEST_S
    interval = max(min(_seconds(asked) or longest_s, longest_s), least, SHORTEST_S)
    ours = _refresher(asked) == "uas"
    return Timer(interval, ours, now), f"{interval};refresher={'uas' if ours else 'uac'}"


def answered(headers: Headers, now: float) -> Timer | None:
    """Read the answer to a request of ours; ``None`` if the other side has no timer."""
    value = headers.get("session-expires")
    interval = _seconds(value)
    if interval is None:
        return None
    return Timer(max(interval, SHORTEST_S), _refresher(value) != "uas", now)


def _seconds(value: str) -> int | None:
    text = value.partition(";")[0].strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def _refresher(value: str) -> Literal["uac", "uas", ""]:
    words = value.lower().replace(" ", "").split(";")
    return "uas" if "refresher=uas" in words else "uac" if "refresher=uac" in words else ""
