"""A player with a queue, as a pure timeline: the time at which each agent sample is heard."""

from __future__ import annotations

from collections import deque

import numpy as np

from voice_agent.audio.levels import Samples, audible
from voice_agent.audio.pcm import rms_dbfs


class Playback:
    """A player that starts a sample when it has arrived and all before it have been played.

    Samples count from the start of the call. Memory grows with the call (2 bytes a heard
    sample): this is a measuring instrument, not a phone.

    Args:
        rate_hz: Sample rate of the agent's audio.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._chunks: deque[tuple[int, Samples]] = deque()
        self._queue_end = 0
        self._last_audible = -1
        self._onsets: list[int] = []
        self._flushes: list[float] = []
        self._marks: deque[tuple[int, str]] = deque()

    @property
    def queue_end_ms(self) -> float:
        """Time at which the last queued sample will have been heard."""
        return self._to_ms(self._queue_end)

    @property
    def last_audible_ms(self) -> float | None:
        """Time at which the last audible sample is (or will be) heard; ``None`` if none was."""
        return None if self._last_audible < 0 else self._to_ms(self._last_audible)

    def push(self, at_ms: float, samples: Samples) -> None:
        """Queue (n,) int16 samples that arrived at ``at_ms``."""
        if samples.size == 0:
            return
        start = max(self._to_samples(at_ms), self._queue_end)
        self._chunks.append((start, samples))
        self._queue_end = start + samples.size
        heard = audible(samples)
        if heard.size:
            self._note(start + int(heard[0]))
            for gap in np.flatnonzero(np.diff(heard) > self._onset_gap):
                self._note(start + int(heard[gap + 1]))
            self._last_audible = start + int(heard[-1])

    def flush(self, at_ms: float) -> None:
        """Drop what has not been heard by ``at_ms``."""
        self._flushes.append(at_ms)
        cut = self._to_samples(at_ms)
        while self._chunks and self._chunks[-1][0] >= cut:
            self._chunks.pop()
        if self._chunks:
            start, samples = self._chunks[-1]
            self._chunks[-1] = (start, samples[: cut - start])
        self._queue_end = min(self._queue_end, cut)
        self._onsets = [onset for onset in self._onsets if onset < cut]
        self._last_audible = self._find_last_audible()

    def mark(self, name: str) -> None:
        """Remember the point after everything queued so far."""
        self._marks.append((self._queue_end, name))

    def passed_marks(self, at_ms: float) -> list[str]:
        """Take the marks that playback has reached; a flush makes it reach them all."""
        reached = self._to_samples(at_ms)
        names = []
        while self._marks and min(self._marks[0][0], self._queue_end) <= reached:
            names.append(self._marks.popleft()[1])
        return names

    def playing(self, at_ms: float) -> bool:
        """Return whether something audible is still to be heard after ``at_ms``."""
        last = self.last_audible_ms
        return last is not None and last >= at_ms

    def onset_after(self, at_ms: float) -> float | None:
        """Return when the agent is first heard after ``at_ms``, if it was inaudible at it.

        An onset is an audible sample after at least 120 ms without one. ``None`` while
        there is none.
        """
        cut = self._to_samples(at_ms)
        return next((self._to_ms(onset) for onset in self._onsets if onset >= cut), None)

    def flush_after(self, at_ms: float) -> float | None:
        """Return when audio was first dropped at or after ``at_ms``; ``None`` if it was not."""
        return next((at for at in self._flushes if at >= at_ms), None)

    def audible_between(self, start_ms: float, end_ms: float) -> bool:
        """Return whether anything audible was heard in the interval."""
        return audible(self._slice(start_ms, end_ms)).size > 0

    def level_dbfs(self, at_ms: float, window_ms: float = 100.0) -> float:
        """Return the level heard during the ``window_ms`` up to ``at_ms``."""
        return rms_dbfs(self._slice(at_ms - window_ms, at_ms))

    def heard(self, until_ms: float | None = None) -> Samples:
        """Return all that was heard since the call's start, with silence where nothing was."""
        end = self._queue_end if until_ms is None else self._to_samples(until_ms)
        return self._cut(0, end)

    @property
    def _onset_gap(self) -> int:
        return self._rate_hz * 120 // 1000

    def _note(self, sample: int) -> None:
        if self._last_audible < 0 or sample - self._last_audible > self._onset_gap:
            self._onsets.append(sample)
        self._last_audible = sample

    def _find_last_audible(self) -> int:
        for start, samples in reversed(self._chunks):
            heard = audible(samples)
            if heard.size:
                return start + int(heard[-1])
        return -1

    def _slice(self, start_ms: float, end_ms: float) -> Samples:
        return self._cut(max(0, self._to_samples(start_ms)), max(0, self._to_samples(end_ms)))

    def _cut(self, start: int, end: int) -> Samples:
        out = np.zeros(max(0, end - start), dtype=np.int16)
        for begin, samples in reversed(self._chunks):
            if begin + samples.size <= start:
                break
            low, high = max(begin, start), min(begin + samples.size, end)
            if low < high:
                out[low - start : high - start] = samples[low - begin : high - begin]
        return out

    def _to_samples(self, ms: float) -> int:
        return round(ms * self._rate_hz / 1000.0)

    def _to_ms(self, samples: int) -> float:
        return samples * 1000.0 / self._rate_hz
