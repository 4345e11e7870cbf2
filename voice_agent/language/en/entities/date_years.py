"""The year that is said with a day and a month, if one is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from voice_agent.language.en.currencies import UNITS as CURRENCY_UNITS
from voice_agent.language.en.entities.calendar_days import (
    make,
    nearest,
)
from voice_agent.language.en.entities.date_text import DateText, ReadDate
from voice_agent.language.en.entities.number_words import UNITS as DIGITS
from voice_agent.language.en.entities.numbers import (
    read_number,
    small,
)
from voice_agent.language.en.entities.tokens import Token, word_at
from voice_agent.text.word_lists import word_set

COUNTED = frozenset(CURRENCY_UNITS) | word_set("percent % cents cent people times am pm o'clock")
"""Words after which a number is no day and no year: it counts them."""
_LEAST_OF_YEAR = 10
_ENDS = frozenset(("", ".", "!", "?"))


def with_year(text: DateText, read: tuple[int, int], month: int, exact: bool) -> ReadDate | None:
    """Return the day with the year said after it; without one, the nearest such day.

    Args:
        text: What was said.
        read: The day of the month, and the index after it.
        month: The month.
        exact: Whether the day was an ordinal; "the third, 12" may be of 2012, "three 12" not.
    """
    number, end = read
    after = end
    while text.word(after) in (",", "of", "in"):
        after += 1
    if text.word(after) == "." and len(text.word(after + 1)) == 4 and len(text.word(end - 1)) < 5:
        after += 1  # "16 Nov. 2016".
    year = year_at(text, after) or _short_year(text, after, exact)
    if year is None and text.words(after, 2) in (
        ("this", "year"),
        ("next", "year"),
        ("last", "year"),
    ):
        year = text.today.year + {"this": 0, "next": 1, "last": -1}[text.word(after)], after + 2
    if year:
        day = make(year[0], month, number)
        return ReadDate(day, year[1]) if day else None
    day = nearest(text.today, month, number, text.when)
    return ReadDate(day, end) if day else None


def year_at(text: DateText, at: int) -> tuple[int, int] | None:
    """Read "nineteen eighty four", "two thousand and five", "1984", "seventeen hundred ten"."""
    word = text.word(at)
    if word.isdecimal() and len(word) == 4 and 1900 <= int(word) < 2200:
        return int(word), at + 1
    if word in ("nineteen", "twenty", "two"):
        read = read_number(text.tokens, at)
        if read and isinstance(read[0], int) and 1900 <= read[0] < 2200:
            return read[0], read[1]
    if word in ("sixteen", "seventeen", "eighteen"):
        read = read_number(text.tokens, at)
        # "Eighteen hundred" mostly is an amount.
        if read and isinstance(read[0], int) and read[0] % 100 and 1600 <= read[0] < 1900:
            return None if text.word(read[1]) in COUNTED else (read[0], read[1])
    return None


def _short_year(text: DateText, at: int, exact: bool) -> tuple[int, int] | None:
    """Read "eighty four", "'84", "oh five"; after an ordinal also "12"."""
    word = text.word(at)
    if word == "'" and len(text.word(at + 1)) == 2:
        word, at = text.word(at + 1), at + 1
        if word.isdecimal():
            return int(word) + (1900 if int(word) >= 30 else 2000), at + 1
    if word in ("oh", "o"):
        unit = DIGITS.get(text.word(at + 1))
        return None if unit is None else (2000 + unit, at + 2)
    read = small(text.tokens, at)
    numerals = word.isdecimal() and len(word) == 2
    if numerals:
        read = int(word), at + 1
    following = text.word(read[1]) if read else ""
    last = read is not None and read[0] >= 20 and following in _ENDS
    if read is None or (read[0] < 30 and not (exact and (numerals or last))):
        return None
    known = following in ("", ".", ",", "?", "!", "and", "please", "is", "was", "for", "to", "i")
    return (read[0] + (1900 if read[0] >= 30 else 2000), read[1]) if known else None


def is_year_alone(tokens: Sequence[Token], at: int, today: date) -> bool:
    """Tell whether "nineteen eighty four" after a month is a year without a day."""
    tens = small(tokens, at) if word_at(tokens, at) in ("nineteen", "twenty") else None
    rest = small(tokens, tens[1]) if tens else None
    if tens is None or rest is None or tens[1] > at + 1 or rest[0] < _LEAST_OF_YEAR:
        return False
    following = word_at(tokens, rest[1])
    day_before = small(tokens, rest[1]) is not None or following[:1].isdecimal()
    return not day_before and 100 * tens[0] + rest[0] <= today.year
