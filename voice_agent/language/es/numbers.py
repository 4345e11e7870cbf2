"""Spanish numbers, in words and in digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from voice_agent.language.es.folding import Word
from voice_agent.text.word_lists import words

_SMALL = words(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro "
    "veinticinco veintiseis veintisiete veintiocho veintinueve"
)
SMALL = {word: value for value, word in enumerate(_SMALL)} | {
    "un": 1,
    "una": 1,
    "veintiun": 21,
    "veintiuna": 21,
}
"""Words up to 29, each of which is a number by itself."""
TENS = {
    word: 10 * value
    for value, word in enumerate(
        words("treinta cuarenta cincuenta sesenta setenta ochenta noventa"), start=3
    )
}
_HUNDREDS = {"cien": 100, "ciento": 100} | {
    word[:-2] + ending: 100 * value
    for value, word in enumerate(
        words(
            "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
            "novecientos"
        ),
        start=2,
    )
    for ending in ("os", "as")
}
_SCALES = {"mil": 1_000, "millon": 1_000_000, "millones": 1_000_000}
ARTICLES = frozenset({"un", "una", "uno"})
"""Words that are an article or a pronoun more often than a number."""
NUMBER_WORDS = frozenset({*SMALL, *TENS, *_HUNDREDS, *_SCALES})
_GROUPS = {"docena": 12, "docenas": 12, "par": 2, "pares": 2}
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
_THREE_AFTER_COMMA = re.compile(r"\d{1,3},\d{3}")


class Read(NamedTuple):
    """A number and the index of the word after it."""

    value: float
    end: int


def numeral(text: str) -> float | None:
    """Return the value of digits; None if they are none, or may mean two things.

    "1.250,75" is 1250.75. "1,250" is 1.25 in Madrid and 1250 in Mexico: None.
    """
    if _GROUPED.fullmatch(text):
        comma_groups = text.count(",") > 1 or text.rfind(".") > text.rfind(",") > -1
        plain = text.replace(",", "") if comma_groups else text.replace(".", "").replace(",", ".")
        return float(plain)
    if _THREE_AFTER_COMMA.fullmatch(text) or not re.fullmatch(r"\d{1,15}(?:[.,]\d+)?", text):
        return None
    return float(text.replace(",", "."))


def number_at(said: Sequence[Word], at: int) -> Read | None:
    """Return the number that begins at a word, or None."""
    total, end = 0.0, at
    while end < len(said):
        group = _group(said, end)
        scale = _SCALES.get(said[group.end].text) if group and group.end < len(said) else None
        if group is None and end < len(said) and said[end].text == "mil" and total < 1_000:
            group, scale = Read(1, end), 1_000
        if group is None or (scale or 1) * group.value >= _limit(total):
            break
        if scale:
            total, end = total + group.value * scale, group.end + 1
            continue
        total, end = total + group.value, group.end
        break
    about = [word.text for word in said[end : end + 2]] == ["y", "pico"]
    return Read(total, end) if end > at and not about else None


def counted_at(said: Sequence[Word], at: int) -> Read | None:
    """Return the number that begins at a word, groups and halves included.

    "Dos docenas" is 24, "docena y media" 18, "dos y medio" 2.5, "un par" 2.
    """
    half = said[at].text in ("medio", "media")
    group = _GROUPS.get(said[at + half].text) if at + half < len(said) else None
    if half:
        return Read(group // 2, at + 2) if group else None
    if group:
        return _and_half(said, Read(group, at + 1), group)
    read = number_at(said, at)
    if read is None:
        return None
    group = _GROUPS.get(said[read.end].text) if read.end < len(said) else None
    if group:
        return _and_half(said, Read(read.value * group, read.end + 1), group)
    of_clock = at > 0 and said[at - 1].text in ("las", "la")
    return read if of_clock else _and_half(said, read, 1)


def _and_half(said: Sequence[Word], read: Read, group: int) -> Read:
    """Add "y medio" to a number or a group."""
    follows = [word.text for word in said[read.end : read.end + 2]]
    if len(follows) == 2 and follows[0] == "y" and follows[1] in ("medio", "media"):
        return Read(read.value + group / 2, read.end + 2)
    return read


def _limit(total: float) -> float:
    """Return what the next part must be below: thousands follow millions, and not the reverse."""
    if not total:
        return float("inf")
    return 1_000_000 if total >= 1_000_000 and total % 1_000_000 == 0 else 1_000


def _group(said: Sequence[Word], at: int) -> Read | None:
    """Return digits, or words up to 999."""
    if said[at].text[0].isdecimal():
        value = numeral(said[at].text)
        return None if value is None else Read(value, at + 1)
    total, end = 0, at
    if said[end].text in _HUNDREDS:
        total, end = _HUNDREDS[said[end].text], end + 1
    if end + 1 < len(said) and said[end].text == "veinti":
        # A recogniser writes "veinti tres", too.
        ones = SMALL.get(said[end + 1].text, 0)
        return Read(total + 20 + ones, end + 2) if 0 < ones < 10 else None
    if end < len(said) and said[end].text in TENS:
        total, end = total + TENS[said[end].text], end + 1
        unit = said[end + 1].text if end + 1 < len(said) and said[end].text == "y" else ""
        if 0 < SMALL.get(unit, 0) < 10:
            total, end = total + SMALL[unit], end + 2
    elif end < len(said) and said[end].text in SMALL:
        total, end = total + SMALL[said[end].text], end + 1
    return Read(total, end) if end > at else None
