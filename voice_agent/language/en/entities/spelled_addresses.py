"""Addresses that are spelled: "F L A T N O 7 R O S E S T R E E T L E E D S".

Letters that follow each other are joined, and cut again before and after the words that addresses
have in common. A letter of a long one may be misheard; everything else is left as it was heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from voice_agent.language.en.entities.street_words import STREETS, UNITS
from voice_agent.text.word_lists import words

_BUILDINGS = words(
    """
    apartment apartments society colony nagar vihar enclave residency heights towers homes villas
    estate building house cottage complex layout
    """
)
_RUN = re.compile(r"(?<![A-Za-z0-9'])[A-Za-z](?:[ -]+[A-Za-z](?![A-Za-z0-9']))+")
_FEWEST = 4
_MISHEARD = 6
"""Letters of a word of which one may be misheard."""
_BEFORE = 3
"""Letters of a name before the word for a street: "Broadmoor" is no "B road moor"."""
_AFTER = 3
_SHORT = ("road", "lane")
"""Other short words for a street end a name as often: "Ridgeway", "Norwalk"."""
_STREETS = {one for one in map(str.lower, STREETS.values()) if len(one) > 4 or one in _SHORT}
_KINDS = sorted({*_STREETS, *_BUILDINGS}, key=lambda one: (-len(one), one))
_FIRST = sorted({one.lower() for one in UNITS.values()}, key=lambda one: (-len(one), one))
_AS_WOOD = re.compile(r"\bwould(?=\s+(?:" + "|".join(STREETS) + r")\b)", re.IGNORECASE)


def spelled_out(text: str) -> str:
    """Return an address with its spelled words joined, as it would have been said.

    "Maple would drive" is "Maple wood drive".
    """
    joined = _RUN.sub(_joined, text)
    return _AS_WOOD.sub("wood", joined)


def _joined(run: re.Match[str]) -> str:
    letters = "".join(filter(str.isalpha, run[0])).lower()
    return " ".join(_cut(letters)).upper() if len(letters) >= _FEWEST else run[0]


def _cut(letters: str) -> Iterator[str]:
    """Yield the words of an address: "flatno", "rosestreetleeds"."""
    for unit in _FIRST:
        for mark in ("no", "number", ""):
            end = len(unit + mark)
            rest = letters[end:]
            if _is(letters[:end], unit + mark) and (not rest or len(rest) >= _AFTER):
                yield from (unit, mark) if mark else (unit,)
                yield from _cut(rest) if rest else ()
                return
    for kind in _KINDS:
        for at in range(_BEFORE, len(letters) - len(kind) + 1):
            end = at + len(kind)
            rest = letters[end:]
            if _is(letters[at:end], kind) and (not rest or len(rest) >= _AFTER):
                yield letters[:at]
                yield kind
                yield from _cut(rest) if rest else ()
                return
    yield letters


def _is(heard: str, word: str) -> bool:
    """Tell whether letters are a word of which at most one letter was misheard."""
    most = 1 if len(word) >= _MISHEARD else 0
    return len(heard) == len(word) and Levenshtein.distance(heard, word) <= most
