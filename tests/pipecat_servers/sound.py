"""Audio that holds words: each is a while of one loudness, which servers and tests can read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WORDS = (
    "my", "balance", "the", "fees", "think", "hard", "about", "this", "bye", "send", "money",
    "one", "two", "three", "four", "your", "checking", "is", "10", "dollars", "hello",
)  # fmt: skip
STEP = 900
WORD_MS = 50


def audio_of(text: str, rate_hz: int) -> NDArray[np.int16]:
    """The words of ``text``; one that is not in ``WORDS`` is a silence."""
    said = [word.strip(".,!?").lower() for word in text.split()]
    n = rate_hz * WORD_MS // 1000
    parts = [np.full(n, STEP * (1 + WORDS.index(w)) if w in WORDS else 0, np.int16) for w in said]
    return np.concatenate(parts) if parts else np.empty(0, np.int16)


def text_of(audio: bytes | NDArray[np.int16]) -> str:
    """The words in audio, without those that are too short to be one."""
    samples = np.frombuffer(audio, "<i2") if isinstance(audio, bytes) else audio
    codes = np.rint(samples / STEP).astype(int)
    edges = np.flatnonzero(np.diff(codes)) + 1
    runs = np.split(codes, edges)
    return " ".join(
        WORDS[run[0] - 1] for run in runs if run.size > 200 and 0 < run[0] <= len(WORDS)
    )
