"""How loud this caller speaks, and what is too faint to be the caller. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

FAINT_DB = 11.0
"""Sounds that stay this far below the caller's own level are somebody else: a television 15 dB
down comes within 12 dB at its loudest. Of 300 stretches of strangers' speech of 0.25 s and more,
none stayed 10 dB below what the same caller had said before."""
FAINT_IN_PAUSE_DB = 13.0
"""The same while the caller only pauses: the ends of sentences are soft."""
_LOUD_SHARE = 0.9
_LEAST_MS = 250.0
"""Shorter sounds tell no level: a cough, a click."""
_STRETCHES = 9
"""Stretches of speech of which the middle one counts: a shout or two make nobody else too faint."""
_FORGET_AFTER_MS = 8_000.0
_FORGET_DB_PER_MS = 2.0 / 1000.0


class CallerLevel:
    """The level of the caller's speech in one call, in dBFS; unknown before the first turn.

    A caller who is waited for and is not heard may have moved away from the telephone: after eight
    seconds of that the level that is too faint falls by 2 dB a second.
    """

    def __init__(self) -> None:
        self.dbfs: float | None = None
        self._stretches: deque[float] = deque(maxlen=_STRETCHES)
        self._waited_ms = 0.0

    def spoke(self, levels_dbfs: Sequence[float], window_ms: float) -> None:
        """Learn from a stretch of the caller's speech: the levels of its windows."""
        self._waited_ms = 0.0
        if len(levels_dbfs) * window_ms < _LEAST_MS:
            return
        ordered = sorted(levels_dbfs)
        self._stretches.append(ordered[min(len(ordered) - 1, int(_LOUD_SHARE * len(ordered)))])
        self.dbfs = sorted(self._stretches)[(len(self._stretches) - 1) // 2]

    def waited(self, ms: float) -> None:
        """Note that the agent waits for the caller, who has not been heard for ``ms`` more."""
        self._waited_ms += ms

    def below_db(self, level_dbfs: float) -> float:
        """Return how far below the caller's own level a sound is; 0 while that is unknown."""
        return 0.0 if self.dbfs is None else self.dbfs - level_dbfs

    def too_faint(self, level_dbfs: float, *, pausing: bool = False) -> bool:
        """Tell whether a sound is too faint to be the caller.

        Args:
            level_dbfs: The loudest window of the sound.
            pausing: Whether the caller is in a turn, and only pauses.
        """
        if self.dbfs is None:
            return False
        allowed_db = FAINT_IN_PAUSE_DB if pausing else FAINT_DB
        allowed_db += max(0.0, self._waited_ms - _FORGET_AFTER_MS) * _FORGET_DB_PER_MS
        return self.below_db(level_dbfs) >= allowed_db
