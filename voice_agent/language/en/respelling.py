"""English words that a recogniser writes for one that was to be expected: "frees my card". Pure.

Or in two: "un freeze my card".
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from voice_agent.language.en.entities.common_words import COMMON_WORDS
from voice_agent.language.en.entities.phonetics import coarse_key

_LETTERS = 5
_SOUNDS = 4
_LEAST_PART = 2
_WORD = re.compile(r"(?<![\w'])[A-Za-z][a-z]{3,}(?![\w'])")


def respelled(text: str, expected: Collection[str], known: Collection[str]) -> str:
    """Return a text with the words that sound like one that was to be expected, spelled as that.

    Args:
        text: What was recognised.
        expected: Words that callers are likely to say.
        known: Words that callers do say; they, common words and names stay.
    """
    sounds: dict[str, set[str]] = {}
    for word in expected:
        key = coarse_key(word.lower())
        if word.isalpha() and word.islower() and len(word) >= _LETTERS and len(key) >= _SOUNDS:
            sounds.setdefault(key, set()).add(word)

    def spelled(match: re.Match[str]) -> str:
        word = match[0]
        is_name = match.start() > 0 and word[0].isupper()
        if is_name or word.lower() in COMMON_WORDS or word.lower() in known:
            return word
        alike = sounds.get(coarse_key(word.lower()), set())
        return next(iter(alike)) if len(alike) == 1 else word

    text = _in_two(tuple(expected)).sub(lambda match: re.sub(r"\W", "", match[0]), text)
    return _WORD.sub(spelled, text)


@lru_cache(maxsize=16)
def _in_two(expected: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for expected words that are written in two."""
    parts = [
        rf"{word[:at]}[ -]{word[at:]}"
        for word in expected
        if word.isalpha() and len(word) >= _LETTERS
        for at in range(_LEAST_PART, len(word) - _LEAST_PART + 1)
    ]
    return re.compile(rf"(?<![\w'])(?:{'|'.join(parts) or '(?!)'})(?![\w'])", re.IGNORECASE)
