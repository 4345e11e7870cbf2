"""Cardinal numbers, spoken or written: "two hundred and fifty", "2.5 million", "two fifty"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_agent.language.en.currencies import UNITS as CURRENCY_UNITS
from voice_agent.language.en.entities.fractions import added_fraction, fraction
from voice_agent.language.en.entities.number_words import (
    HUNDRED,
    NOUGHTS,
    ORDINALS,
    PARTS,
    PLURAL_PARTS,
    SCALE_LETTERS,
    SCALES,
    SIGNS,
    TEENS,
    TENS,
    UNITS,
    VULGAR,
)
from voice_agent.language.en.entities.tokens import Token, is_apart, word_at
from voice_agent.text.word_lists import word_set

# "A few hundred" is no number: how many is asked.
_VAGUE = frozenset(("few", "several", "many", "some"))
# "At this point two" is not 0.2.
_BEFORE_POINT = SIGNS | word_set("is it's about of only just exactly than") | {""}
_NO_LIMIT = 10**30
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")


def is_numeral(word: str) -> bool:
    """Tell whether a token is a numeral ("250", "1,250.75")."""
    return _NUMERAL.fullmatch(word) is not None


def numeral(word: str) -> int | float:
    """Return the value of a numeral."""
    plain = word.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def small(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read a spoken number below 100 at ``at``: its value and the index after it."""
    if at >= len(tokens):
        return None
    word = tokens[at].word
    if word in TENS:
        unit = UNITS.get(tokens[at + 1].word, 0) if at + 1 < len(tokens) else 0
        return (TENS[word] + unit, at + 2) if unit else (TENS[word], at + 1)
    value = UNITS.get(word, TEENS.get(word))
    return None if value is None else (value, at + 1)


def two_digits(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read a spoken number of two digits: "fifty", "fifteen", "oh five"."""
    if at + 1 < len(tokens) and tokens[at].word in ("oh", "o", "zero"):
        unit = UNITS.get(tokens[at + 1].word)
        return None if unit is None else (unit, at + 2)
    read = small(tokens, at)
    return read if read and read[0] >= 10 else None


def ordinal(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read an ordinal up to 99 at ``at``: "fifteenth", "twenty third", "3rd"."""
    word = tokens[at].word if at < len(tokens) else ""
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    if word[:1].isdecimal() and word[-2:] in ("st", "nd", "rd", "th"):
        return int(word[:-2]), at + 1
    if word in TENS and at + 1 < len(tokens):
        unit = ORDINALS.get(tokens[at + 1].word, 0)
        if 0 < unit < 10:
            return TENS[word] + unit, at + 2
    return None


def read_number(tokens: Sequence[Token], at: int) -> tuple[int | float, int] | None:
    """Read the longest number at ``at``: its value and the index after it.

    Two-part numbers are read as people say prices, rooms and years: "two fifty" is 250,
    "nineteen eighty four" is 1984.
    """
    word = tokens[at].word
    if word in SIGNS:
        read = read_number(tokens, at + 1) if at + 1 < len(tokens) else None
        return (-read[0], read[1]) if read else None
    if word == "point" and word_at(tokens, at - 1) not in _BEFORE_POINT:
        return None
    total: int | float = 0
    end = at
    limit: int | float = _NO_LIMIT
    while True:
        start = end + _thousands_comma(tokens, end)
        linked = end > at and word_at(tokens, start) == "and"
        start += linked
        part = scaled_fraction(tokens, start, linked) if linked or end == at else None
        if part:
            value, end = part
            # "Two million and a half" is half a million more.
            total += value * limit if linked and value < 1 and limit < _NO_LIMIT else value
            break
        group = _group(tokens, start, first=end == at)
        if group is None:
            break
        value, after, digits = group
        scale, closed = _scale(tokens, after, digits)
        if scale >= limit or (total and value >= limit):
            break
        if total and digits and scale == 1 and not linked:
            # "2 thousand 4477" is two numbers: a numeral is added only where it fits the gap.
            break
        total += value * scale
        end = closed
        if scale == 1:
            total, end = _and_dozens(tokens, total, end)
            break
        limit = scale
    if end == at:
        return None
    if limit < _NO_LIMIT and word_at(tokens, end) == "point" and isinstance(total, int):
        total, end = _decimals(tokens, total, end)  # "One thousand point five".
    parts = PLURAL_PARTS.get(word_at(tokens, end))
    if parts and isinstance(total, int):
        total, end = total / parts, end + 1
    if isinstance(total, float) and not is_numeral(word):
        total = round(total, 6) or total
        total = int(total) if total.is_integer() else total
    return total, end


def _thousands_comma(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a comma is within a number: "two thousand, four hundred"."""
    if word_at(tokens, at) != "," or word_at(tokens, at - 1) not in SCALES:
        return False
    hundreds = small(tokens, at + 1)
    return hundreds is not None and word_at(tokens, hundreds[1]) == "hundred"


def _scale(tokens: Sequence[Token], at: int, digits: bool) -> tuple[int, int]:
    """Read the scale words at ``at``, whose product counts, and the index after them."""
    scale, end = 1, at
    while (following := word_at(tokens, end)) in SCALES:
        if following in SCALE_LETTERS and not digits and not _is_thousand(tokens, end):
            break
        if SCALES[following] < scale:
            break
        scale, end = scale * SCALES[following], end + 1
    return scale, end


def _is_thousand(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a "k" after a number in words is one: not among letters that are spelled."""
    beside = word_at(tokens, at - 2), word_at(tokens, at + 1)
    spelled = any(len(w) == 1 and w.isalnum() and w not in ("a", "i") for w in beside)
    return tokens[at].word == "k" and not spelled and beside[1] not in UNITS


def scaled_fraction(
    tokens: Sequence[Token], at: int, linked: bool
) -> tuple[int | float, int] | None:
    """Read "half a million", "three quarters of a million"; after "and" also a bare fraction."""
    read = fraction(tokens, at)
    if read is None and word_at(tokens, at) in ("half", "quarter"):
        read = 1 / PARTS[tokens[at].word], at + 1
        linked = False
    if read is None:
        return None
    value, end = read
    start = end + (word_at(tokens, end) == "of")
    start += word_at(tokens, start) in ("a", "an")
    scale, after = _scale(tokens, start, False)
    if scale > 1:
        exact = value * scale
        return (int(exact) if exact == int(exact) else exact), after
    return read if linked else None


def _group(tokens: Sequence[Token], at: int, first: bool) -> tuple[int | float, int, bool] | None:
    """Read the part before a scale word: value, index after it, and whether it is a numeral."""
    if at >= len(tokens):
        return None
    word = tokens[at].word
    following = word_at(tokens, at + 1)
    value: int | float
    if is_numeral(word):
        value, end = _grouped(tokens, at)
        if following in HUNDRED:
            value, end = value * 100, end + 1
            value, end = _and_small(tokens, value, end)
        elif following == "point" and isinstance(value, int):
            value, end = _decimals(tokens, value, end)
        return (*_half(tokens, value, end), True)
    if word in ("a", "an", "couple") and first:
        start = at + (word != "couple")
        if word_at(tokens, start) == "couple":
            return _couple(tokens, start + 1)
        if following in HUNDRED:
            value, end = _and_small(tokens, 100, at + 2)
            if word_at(tokens, end) == "point":
                value, end = _decimals(tokens, value, end)
            return (*_half(tokens, value, end), False)
    if word in ("a", "an"):
        return (
            (1, at + 1, False) if following in SCALES and following not in SCALE_LETTERS else None
        )
    if word in ("hundred", "thousand") and first:
        if word_at(tokens, at - 1) in _VAGUE:
            return None
        return (*_and_small(tokens, 100, at + 1), False) if word == "hundred" else (1, at, False)
    if first and word in VULGAR:
        return VULGAR[word], at + 1, False
    if first and (word == "point" or (word in NOUGHTS and following == "point")):
        point = at + (word != "point")
        value, end = _decimals(tokens, 0, point)
        return (value, end, False) if end > point else None
    read = small(tokens, at)
    if read is None:
        return None
    value, end = read
    following = word_at(tokens, end)
    if following in HUNDRED and value:
        value, end = _and_small(tokens, value * 100, end + 1)
    elif value and following != "point":
        # "Fifty, uh, sixty" is no 5,060.
        pair = None if is_apart(tokens, end) else two_digits(tokens, end)
        if pair:
            value, end = value * 100 + pair[0], pair[1]
    if word_at(tokens, end) == "point":
        value, end = _decimals(tokens, value, end)
    return (*_half(tokens, value, end), False)


def _grouped(tokens: Sequence[Token], at: int) -> tuple[int | float, int]:
    """Read a numeral, "1 234 567" too: two groups of three digits or more after the first."""
    end = at + 1
    if len(tokens[at].word) <= 3 and tokens[at].word.isdecimal():
        while len(word := word_at(tokens, end)) == 3 and word.isdecimal():
            end += 1
    if end - at < 3:
        return numeral(tokens[at].word), at + 1
    return int("".join(token.word for token in tokens[at:end])), end


def _couple(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """Read "(a) couple (of) hundred" from the word after "couple"."""
    end = at + (word_at(tokens, at) == "of")
    if word_at(tokens, end) in HUNDRED:
        return 200, end + 1, False
    return (2, end, False) if word_at(tokens, end) in SCALES else None


def _and_small(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    """Add the part below 100 after "hundred", with or without "and"."""
    at_and = at + (word_at(tokens, at) == "'")  # "Hundred 'n fifty".
    linked = word_at(tokens, at) == "and" or _is_misheard_and(tokens, at_and)
    start = at_and + linked
    if fraction(tokens, start):
        return value, at
    read = small(tokens, start)
    if read is None and linked and is_numeral(word_at(tokens, start)):
        numeral_ = numeral(tokens[start].word)
        read = (numeral_, start + 1) if isinstance(numeral_, int) and numeral_ < 100 else None
    if read is None or not read[0] or (linked and word_at(tokens, read[1]) in ("dozen", "dozens")):
        return value, at
    return value + read[0], read[1]


def _is_misheard_and(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "an" or "in" after "hundred" was an "and": "eight hundred an fifty dollars"."""
    word = word_at(tokens, at)
    read = small(tokens, at + 1) if word in ("an", "in", "n", "end") else None
    following = word_at(tokens, read[1]) if read else ""
    return read is not None and (word != "in" or following in CURRENCY_UNITS)


def _and_dozens(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    """Add "and two dozen" after "three hundred"."""
    read = small(tokens, at + 1) if word_at(tokens, at) == "and" else None
    if read is None or word_at(tokens, read[1]) not in ("dozen", "dozens"):
        return value, at
    return value + 12 * read[0], read[1] + 1


def _decimals(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    digits = ""
    end = at + 1
    while end < len(tokens):
        word = "zero" if tokens[end].word in NOUGHTS else tokens[end].word
        if word in UNITS or word.isdecimal():
            digits += str(UNITS.get(word, word))
            end += 1
            continue
        read = None if digits else small(tokens, end)
        if read:
            digits, end = str(read[0]), read[1]
        break
    return (float(f"{value}.{digits}"), end) if digits else (value, at)


def _half(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    """Add "and a half"; after a scale it is half of that, see ``read_number``."""
    if word_at(tokens, at) in VULGAR:
        return value + VULGAR[tokens[at].word], at + 1
    read = added_fraction(tokens, at + 1) if word_at(tokens, at) == "and" else None
    return (value + read[0], read[1]) if read else (value, at)
