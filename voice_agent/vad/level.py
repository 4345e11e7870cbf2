"""How loud this caller speaks, and what is too faint to be the caller. Pure."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

from voice_agent.audio.pcm import SILENCE_DBFS

FAINT_DB = 11.0
"""Sounds that stay this far below the caller's own level are somebody else. See "Somebody else, or
nobody" in ``docs/results/latency.md``."""
FAINT_IN_PAUSE_DB = 13.0
"""The same while the caller only pauses: the ends of sentences are soft."""
QUIETEST_DBFS = -38.0
"""Before the first words of a call the caller may be as quiet as one in a hundred is."""
LOUD_MS, LOUD_WITHIN_MS = 160.0, 320.0
"""The time for which a sound must be loud, and the time in which it must be: a television comes
near the caller's level for a moment, and the vowel of "no" lasts longer."""
_LEAST_MS = 250.0
"""Shorter sounds tell no level: a cough, a click."""
_STRETCHES = 9
"""Stretches of speech of which the middle one counts: a shout or two make nobody else too faint."""
_FORGET_AFTER_MS = 8_000.0
_FORGET_DB_PER_MS = 2.0 / 1000.0


def loudness(levels_dbfs: Sequence[float], window_ms: float) -> float:
    """Return how loud a sound is, in dBFS: as if its loudest windows lasted for ``LOUD_MS``.

    Args:
        levels_dbfs: The levels of its latest windows, of ``LOUD_WITHIN_MS`` together.
        window_ms: Length of a window.
    """
    needed = max(1, round(LOUD_MS / window_ms))
    loudest = sorted(levels_dbfs, reverse=True)[:needed]
    energy = sum(10.0 ** (level / 10.0) for level in loudest) / needed
    return 10.0 * math.log10(energy) if energy else SILENCE_DBFS


class CallerLevel:
    """The level of the caller's speech in one call, in dBFS; unknown before the first words.

    A caller who is waited for and is not heard may have moved away from the telephone: after eight
    seconds of that the level that is too faint falls by 2 dB a second.
    """

    def __init__(self) -> None:
        self.dbfs: float | None = None
        self._stretches: deque[float] = deque(maxlen=_STRETCHES)
        self._waited_ms = 0.0

    def spoke(self, loudest_dbfs: float, ms: float) -> None:
        """Learn from a stretch of the caller's speech.

        Args:
            loudest_dbfs: Its greatest ``loudness``.
            ms: How long it was.
        """
        self._waited_ms = 0.0
        if ms < _LEAST_MS:
            return
        self._stretches.append(loudest_dbfs)
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
            level_dbfs: The ``loudness`` of the sound.
            pausing: Whether the caller is in a turn, and only pauses.
        """
        own_dbfs = QUIETEST_DBFS if self.dbfs is None else self.dbfs
        allowed_db = FAINT_IN_PAUSE_DB if pausing else FAINT_DB
        allowed_db += max(0.0, self._waited_ms - _FORGET_AFTER_MS) * _FORGET_DB_PER_MS
        return own_dbfs - level_dbfs >= allowed_db
