"""Audio that holds words: each is a while of one loudness, which servers and tests can read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WORDS = (
    "my", "balance", "the", "fees", "think", "hard", "about", "this", "bye", "send", "money",
    "one", "two", "three", "four", "your", "checking", "is", "10", "dollars", "hello",
)  # fmt: skip
STEP = 900
SOFTEST = 8
"""Steps below the softest word: no word is so soft beside another that it is somebody else's."""
WORD_MS = 50
_TURNS_MS = 5
_LEAST = 200
"""Samples of one loudness that are no word yet."""


def audio_of(text: str, rate_hz: int, word_ms: int = WORD_MS) -> NDArray[np.int16]:
    """The words of ``text``; one that is not in ``WORDS`` is a silence."""
    said = [word.strip(".,!?").lower() for word in text.split()]
    n = rate_hz * word_ms // 1000
    parts = [np.full(n, _loudness(w), np.int16) for w in said]
    return np.concatenate(parts) if parts else np.empty(0, np.int16)


def _loudness(word: str) -> int:
    return STEP * (1 + SOFTEST + WORDS.index(word)) if word in WORDS else 0


def spoken(text: str, rate_hz: int, word_ms: int = WORD_MS) -> NDArray[np.int16]:
    """The same as a caller says it: up and down, as a line without an offset is."""
    audio = audio_of(text, rate_hz, word_ms)
    turns = np.arange(audio.size) // (rate_hz * _TURNS_MS // 1000)
    return np.where(turns % 2, -audio, audio).astype(np.int16)


def text_of(audio: bytes | NDArray[np.int16]) -> str:
    """The words in audio."""
    ear = Ear()
    ear.hear(audio if isinstance(audio, bytes) else audio.astype("<i2").tobytes())
    return ear.text


class Ear:
    """Hears audio as it comes, without looking at all of it again and again."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._open = np.empty(0, int)

    def hear(self, pcm: bytes) -> None:
        """Take the next samples."""
        codes = np.concatenate(
            (self._open, np.rint(np.abs(np.frombuffer(pcm, "<i2").astype(int)) / STEP).astype(int))
        )
        starts = np.concatenate(([0], np.flatnonzero(np.diff(codes)) + 1))
        # In noise nearly every sample is a run of its own.
        for first in np.flatnonzero(np.diff(starts) > _LEAST):
            run = codes[starts[first] : starts[first + 1]]
            self._words += [word] if (word := self._word(run)) else []
        self._open = codes[starts[-1] :][:1000]  # A long silence is a silence.

    @property
    def text(self) -> str:
        """The words so far, those that are too short to be one left out."""
        last = self._word(self._open)
        return " ".join([*self._words, *([last] if last else [])])

    @staticmethod
    def _word(run: NDArray[np.int_]) -> str:
        known = run.size > _LEAST and SOFTEST < run[0] <= SOFTEST + len(WORDS)
        return WORDS[run[0] - SOFTEST - 1] if known else ""
