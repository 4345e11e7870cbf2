"""Cardinal numbers, spoken or written: "two hundred and fifty", "2.5 million", "two fifty"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText
from voice_agent.text.word_lists import words

UNITS = {
    word: value
    for value, word in enumerate(words("zero one two three four five six seven eight nine"))
}
TEENS = {
    word: value
    for value, word in enumerate(
        words(
            """
        ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
        """
        ),
        10,
    )
}
TENS = {
    word: value * 10
    for value, word in enumerate(
        words("twenty thirty forty fifty sixty seventy eighty ninety"),
        2,
    )
} | {"fourty": 40}
SCALES = {"thousand": 1_000, "k": 1_000, "grand": 1_000, "million": 1_000_000, "m": 1_000_000}
SCALES |= {"billion": 1_000_000_000, "thousands": 1_000, "millions": 1_000_000}
_HUNDRED = ("hundred", "hundreds")
_ORDINAL_UNITS = words("first second third fourth fifth sixth seventh eighth ninth")
ORDINALS = {word: value for value, word in enumerate(_ORDINAL_UNITS, 1)}
ORDINALS |= {
    word: value
    for value, word in enumerate(
        words(
            """
        tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth
        nineteenth twentieth
        """
        ),
        10,
    )
} | {"thirtieth": 30}

_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SMALL = UNITS | TEENS | TENS
STARTS = frozenset(_SMALL) | {"a", "an", "half", "minus", "hundred", "thousand"}


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
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if word == "minus":
        read = read_number(tokens, at + 1) if following else None
        return (-read[0], read[1]) if read else None
    if word == "half" and following in ("a", "an"):
        scale = SCALES.get(tokens[at + 2].word) if at + 2 < len(tokens) else None
        return (scale // 2, at + 3) if scale else None
    total: int | float = 0
    end = at
    limit = float("inf")
    while True:
        start = end
        if total and start < len(tokens) and tokens[start].word == "and":
            start += 1
        group = _group(tokens, start, first=not total)
        if group is None:
            break
        value, after, digits = group
        scale = SCALES.get(tokens[after].word, 1) if after < len(tokens) else 1
        if scale > 1 and tokens[after].word in ("k", "m") and not digits:
            scale = 1
        if scale >= limit or (total and value >= limit):
            break
        if total and digits and scale == 1 and tokens[start - 1].word != "and":
            # "2 thousand 4477" is two numbers: a numeral is added only where it fits the gap.
            break
        total += value * scale
        end = after + (scale > 1)
        if scale == 1:
            break
        limit = scale
    if end == at:
        return None
    if isinstance(total, float) and total.is_integer() and not is_numeral(word):
        total = int(total)
    return total, end


def _group(tokens: Sequence[Token], at: int, first: bool) -> tuple[int | float, int, bool] | None:
    """Read the part before a scale word: value, index after it, and whether it is a numeral."""
    if at >= len(tokens):
        return None
    word = tokens[at].word
    value: int | float
    if is_numeral(word):
        value, end = numeral(word), at + 1
        if end < len(tokens) and tokens[end].word in _HUNDRED:
            value, end = value * 100, end + 1
            value, end = _and_small(tokens, value, end)
        return (*_half(tokens, value, end), True)
    if word in ("a", "an"):
        following = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if following in _HUNDRED:
            return (*_and_small(tokens, 100, at + 2), False)
        if following == "couple" and first:
            end = at + 3 if at + 2 < len(tokens) and tokens[at + 2].word == "of" else at + 2
            if end < len(tokens) and tokens[end].word in _HUNDRED:
                return 200, end + 1, False
            known = end < len(tokens) and tokens[end].word in SCALES
            return (2, end, False) if known else None
        if following == "dozen" and first:
            return 12, at + 2, False
        return (1, at + 1, False) if following in SCALES and following not in ("k", "m") else None
    if word == "hundred" and first:
        return (*_and_small(tokens, 100, at + 1), False)
    if word == "thousand" and first:
        return 1, at, False
    read = small(tokens, at)
    if read is None:
        return None
    value, end = read
    following = tokens[end].word if end < len(tokens) else ""
    if following in _HUNDRED and value:
        value, end = _and_small(tokens, value * 100, end + 1)
    elif following == "point":
        value, end = _decimals(tokens, value, end)
    elif value:
        pair = two_digits(tokens, end)
        if pair:
            value, end = value * 100 + pair[0], pair[1]
    return (*_half(tokens, value, end), False)


def _and_small(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    """Add the part below 100 after "hundred", with or without "and"."""
    linked = at < len(tokens) and tokens[at].word == "and"
    start = at + linked
    read = small(tokens, start)
    if read is None and linked and start < len(tokens) and is_numeral(tokens[start].word):
        numeral_ = numeral(tokens[start].word)
        read = (numeral_, start + 1) if isinstance(numeral_, int) and numeral_ < 100 else None
    if read is None or not read[0]:
        return value, at
    return value + read[0], read[1]


def _decimals(tokens: Sequence[Token], value: int, at: int) -> tuple[int | float, int]:
    digits = ""
    end = at + 1
    while end < len(tokens):
        word = "zero" if tokens[end].word in ("oh", "o") else tokens[end].word
        if word in UNITS:
            digits += str(UNITS[word])
            end += 1
            continue
        read = None if digits else small(tokens, end)
        if read:
            digits, end = str(read[0]), read[1]
        break
    return (float(f"{value}.{digits}"), end) if digits else (value, at)


def _half(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    if [token.word for token in tokens[at : at + 3]] == ["and", "a", "half"]:
        return value + 0.5, at + 3
    return value, at


# A lone "one" is mostly a pronoun: these words alone are never a marked number, "1" is.
_UNMARKED = ("one", "zero", "hundred", "thousand")


def scan_numbers(turn: TokenisedText) -> list[Match]:
    """Find all numbers of a turn, left to right."""
    matches: list[Match] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        word = tokens[at].word
        if word in STARTS or word[0].isdecimal():
            read = read_number(tokens, at)
            if read:
                value, end = read
                marked = end - at > 1 or word not in _UNMARKED
                matches.append(turn.match(at, end, value, marked))
                at = end
                continue
        at += 1
    return matches
