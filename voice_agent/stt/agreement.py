"""Find the words of a growing utterance that will not change any more. Pure.

LocalAgreement-2 of Macháček, Dabre & Bojar 2023, "Turning Whisper into Real-Time
Transcription System": a word is stable once two recognitions in a row, the second of more audio,
agree on it.
"""

from __future__ import annotations

import re

_SOUNDS = re.compile(r"[^\w']+")


class LocalAgreement:
    """Takes one hypothesis after the other of the same growing utterance."""

    def __init__(self) -> None:
        self._certain: list[str] = []
        self._last: list[str] = []

    def push(self, text: str) -> tuple[str, str]:
        """Take the next hypothesis; returns the certain words and those that may change.

        Certain words are never taken back, whatever a later hypothesis says.
        """
        words = text.split()
        agreed = 0
        for before, now in zip(self._last, words, strict=False):
            if _sound(before) != _sound(now):
                break
            agreed += 1
        self._last = words
        if agreed > len(self._certain):
            self._certain += words[len(self._certain) : agreed]
        return " ".join(self._certain), " ".join(words[len(self._certain) :])


def _sound(word: str) -> str:
    return _SOUNDS.sub("", word).lower()
