"""Spanish text as it is compared: lower case without accents, and its words with their places."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+|[€$£]")


class Word(NamedTuple):
    """A word, a numeral or a sign of a currency.

    Attributes:
        text: In lower case, without accents: ``"manana"``.
        start: Its first character in the text.
        end: One past its last character.
    """

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return text in lower case without accents, as many characters as before.

    Recognisers leave accents out and callers type none: "sí" and "si" are one word here.
    """
    return "".join(unicodedata.normalize("NFD", char.lower())[:1] or char for char in text)


@lru_cache(maxsize=64)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text with their places."""
    return tuple(Word(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(fold(text)))


def plain(text: str) -> str:
    """Return the words of a text with single spaces and nothing else."""
    return " ".join(word.text for word in words_of(text))
