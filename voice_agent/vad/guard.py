"""Is a sound the caller's at all? Somebody else's and the agent's own echo start no turn. Pure."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.echo import EchoReference, is_echo
from voice_agent.audio.pcm import LISTEN_HZ, SILENCE_DBFS, rms_dbfs
from voice_agent.vad.level import LOUD_WITHIN_MS, CallerLevel, loudness

_COMPARED_MS = 320
"""Sound that is compared with what was played."""
_PAUSE_MS = 1500.0
"""Time after a word in which the caller only pauses."""
_ECHO_LASTS_S = 2.0


class Guard:
    """Tells window by window whether what sounds like speech may be the caller.

    Args:
        level: How loud the caller speaks; learnt from what they say.
        echo: What was played to the caller.
        window_ms: Length of a window.
        voice: The detector's probability down to which a window may belong to speech.
    """

    def __init__(
        self, level: CallerLevel, echo: EchoReference, window_ms: float, voice: float = 0.35
    ) -> None:
        self._level = level
        self._echo = echo
        self._window_ms = window_ms
        self._voice = voice
        self._sound: deque[float] = deque(maxlen=max(1, int(LOUD_WITHIN_MS / window_ms)))
        self._recent: deque[NDArray[np.int16]] = deque(maxlen=max(2, int(_COMPARED_MS / window_ms)))
        self._loudest_dbfs = SILENCE_DBFS
        self._spoken_ms = 0.0
        self._since_word_ms = _PAUSE_MS
        self._echo_until = float("-inf")

    def is_callers(
        self,
        window: NDArray[np.int16],
        probability: float,
        now: float,
        *,
        speaking: bool,
        awaited: bool,
    ) -> bool:
        """Return whether a window may be the caller's speech.

        Args:
            window: The next samples at 16 kHz.
            probability: The detector's, that it is speech.
            now: The time in seconds.
            speaking: Whether the caller is speaking already: then it may be as soft as it likes.
            awaited: Whether the agent has nothing to say, and waits.
        """
        if probability < self._voice:
            self._recent.clear()
            self._sound.clear()
        self._recent.append(window)
        level_dbfs = rms_dbfs(window)
        if speaking:
            self._since_word_ms = 0.0
            if probability >= self._voice:
                self._sound.append(level_dbfs)
                self._loudest_dbfs = max(self._loudest_dbfs, self._loudness())
                self._spoken_ms += self._window_ms
            return True
        self._learn()
        self._since_word_ms += self._window_ms
        if awaited:
            self._level.waited(self._window_ms)
        if probability < self._voice:
            return True
        self._sound.append(level_dbfs)
        if self._too_faint(level_dbfs):
            return False
        return not self._is_echo(now)

    def is_enough(self) -> bool:
        """Return whether the sound so far was the caller's for long enough to begin a turn."""
        return not self._too_faint(self._loudness())

    def _loudness(self) -> float:
        return loudness(self._sound, self._window_ms)

    def _too_faint(self, level_dbfs: float) -> bool:
        pausing = self._since_word_ms < _PAUSE_MS
        return self._level.too_faint(level_dbfs, pausing=pausing)

    def _is_echo(self, now: float) -> bool:
        heard = np.concatenate(tuple(self._recent))
        likeness = self._echo.likeness(heard, LISTEN_HZ, now)
        if is_echo(likeness, 1000 * heard.size / LISTEN_HZ, known=now < self._echo_until):
            self._echo_until = now + _ECHO_LASTS_S
            return True
        return False

    def _learn(self) -> None:
        """Take the stretch of speech that has just ended as the caller's level."""
        if self._spoken_ms:
            self._level.spoke(self._loudest_dbfs, self._spoken_ms)
            self._loudest_dbfs, self._spoken_ms = SILENCE_DBFS, 0.0
