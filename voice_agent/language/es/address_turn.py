"""The words of a text in which a Spanish address is looked for. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from voice_agent.language.es.corrections import takes_back
from voice_agent.language.es.folding import words_of
from voice_agent.language.es.numbers import Read, number_at
from voice_agent.language.es.spelling import LETTERS
from voice_agent.language.es.street_words import ABBREVIATED, NUMBER_MARKS, PARTICLES

STOP = re.compile(r"[,;:.!?()]")
_ORDINAL_SIGNS = str.maketrans("ºª°", "   ")
_SIGN = re.compile(r"\.?([ºª°])")
_AS_WORDS = frozenset({"a", "de", "e", "ese", "o", "te", "u", "ve", "y"})
"""Names of letters that are words, too."""


class Part(NamedTuple):
    """A part of an address and the index of the word after it."""

    value: str
    end: int


class Turn:
    """The words of a text, and where sentences and clauses part them.

    Args:
        text: What was recognised.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain = text.translate(_ORDINAL_SIGNS)
        self.words = words_of(self._plain)

    def word(self, at: int) -> str:
        """Return a word in lower case without accents, ``""`` beyond the ends."""
        return self.words[at].text if 0 <= at < len(self.words) else ""

    def stops(self, at: int) -> bool:
        """Tell whether punctuation parts a word from the one before, or there is none."""
        if not 0 < at < len(self.words):
            return True
        return bool(STOP.search(self._between(at)))

    def written(self, at: int) -> str:
        """Return a word as it is written in a name."""
        said, word = self.word(at), self.words[at]
        own = self.text[word.start : word.end]
        if said in PARTICLES and said not in ("san", "santa"):
            return own.lower() if own.isupper() else own
        return own if own.isupper() and len(own) > 1 else own[:1].upper() + own[1:].lower()

    def written_with_capital(self, at: int) -> bool:
        """Tell whether a word was written with a capital letter."""
        return self.text[self.words[at].start].isupper()

    def sign(self, at: int) -> str:
        """Return the "º" or "ª" after a number in digits, or ``""``."""
        if not self.word(at)[:1].isdecimal():
            return ""
        sign = _SIGN.match(self.text, self.words[at].end)
        return sign[1].replace("°", "º") if sign else ""

    def number(self, at: int) -> Read | None:
        """Return the whole number that begins at a word."""
        read = number_at(self.words, at) if 0 <= at < len(self.words) else None
        return read if read and read.value % 1 == 0 else None

    def is_number(self, at: int) -> bool:
        """Tell whether a number begins at a word."""
        return self.number(at) is not None

    def taken_back(self, at: int) -> int | None:
        """Return the index after words that take back what was said before a word, or None."""
        if not 0 < at < len(self.words):
            return None
        for end in range(min(at + 3, len(self.words) - 1), at, -1):
            between = self._plain[self.words[at - 1].end : self.words[end].start]
            if takes_back(between):
                return end
        return None

    def _between(self, at: int) -> str:
        between = self._plain[self.words[at - 1].end : self.words[at].start]
        # The stop of "avda." and "n.º" ends nothing.
        short = self.word(at - 1) in ABBREVIATED or self.word(at - 1) in NUMBER_MARKS
        return between.replace(".", "", 1) if short else between


def is_letter(turn: Turn, at: int) -> bool:
    """Tell whether a word names a letter: "B", "be", "a" before a stop."""
    word = turn.word(at)
    if not word.isalpha() or (len(word) != 1 and word not in LETTERS):
        return False
    return word not in _AS_WORDS or turn.stops(at + 1)
