"""Cardinal numbers, spoken or written: "two hundred and fifty", "2.5 million", "two fifty"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText
from voice_agent.text.word_lists import word_set, words

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
SCALES |= {"billion": 10**9, "bn": 10**9, "trillion": 10**12, "lakh": 10**5, "crore": 10**7}
SCALES |= {
    f"{word}s": SCALES[word] for word in words("thousand million billion trillion lakh crore")
}
SCALES |= {"mil": 1_000_000, "dozen": 12, "dozens": 12}
_LETTERS = frozenset(("k", "m"))
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

_PARTS = words("half third fourth fifth sixth seventh eighth ninth tenth")
PARTS = {word: value for value, word in enumerate(_PARTS, 2)} | {"quarter": 4}
_PLURAL_PARTS = {f"{word}s": value for word, value in PARTS.items() if word != "half"}
_PLURAL_PARTS |= {"halves": 2, "hundredths": 100}
_NOUGHTS = frozenset(("oh", "o", "nought", "naught", "nil"))
_SIGNS = frozenset(("minus", "negative"))
# "A few hundred" is no number: how many is asked.
_VAGUE = frozenset(("few", "several", "many", "some"))
# "At this point two" is not 0.2.
_BEFORE_POINT = _SIGNS | word_set("is it's about of only just exactly than") | {""}

_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SMALL = UNITS | TEENS | TENS
STARTS = frozenset(_SMALL) | _SIGNS
STARTS |= word_set("a an half quarter couple hundred thousand point nought naught nil")


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


def fraction(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """Read "a half", "three quarters", "two thirds" at ``at``: the value and the index after it."""
    word, following = _word(tokens, at), _word(tokens, at + 1)
    if word in ("a", "an", "one") and following in PARTS:
        return 1 / PARTS[following], at + 2
    count = UNITS.get(word, 0)
    if count > 1 and following in _PLURAL_PARTS:
        return count / _PLURAL_PARTS[following], at + 2
    return None


def read_number(tokens: Sequence[Token], at: int) -> tuple[int | float, int] | None:
    """Read the longest number at ``at``: its value and the index after it.

    Two-part numbers are read as people say prices, rooms and years: "two fifty" is 250,
    "nineteen eighty four" is 1984.
    """
    word = tokens[at].word
    if word in _SIGNS:
        read = read_number(tokens, at + 1) if at + 1 < len(tokens) else None
        return (-read[0], read[1]) if read else None
    if word == "point" and _word(tokens, at - 1) not in _BEFORE_POINT:
        return None
    total: int | float = 0
    end = at
    limit: int | float = 10**18
    while True:
        start = end
        linked = end > at and _word(tokens, start) == "and"
        start += linked
        part = _scaled_fraction(tokens, start, linked) if linked or end == at else None
        if part:
            value, end = part
            # "Two million and a half" is half a million more.
            total += value * limit if linked and value < 1 and limit < 10**18 else value
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
    parts = _PLURAL_PARTS.get(_word(tokens, end))
    if parts and isinstance(total, int):
        total, end = total / parts, end + 1
    if isinstance(total, float) and not is_numeral(word):
        total = round(total, 6)
        total = int(total) if total.is_integer() else total
    return total, end


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def _scale(tokens: Sequence[Token], at: int, digits: bool) -> tuple[int, int]:
    """Read the scale words at ``at``, whose product counts, and the index after them."""
    scale, end = 1, at
    while (following := _word(tokens, end)) in SCALES:
        if following in _LETTERS and not digits and not _is_thousand(tokens, end):
            break
        if SCALES[following] < scale:
            break
        scale, end = scale * SCALES[following], end + 1
    return scale, end


def _is_thousand(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a "k" after a number in words is one: not among letters that are spelled."""
    beside = _word(tokens, at - 2), _word(tokens, at + 1)
    spelled = any(len(w) == 1 and w.isalnum() and w not in ("a", "i") for w in beside)
    return tokens[at].word == "k" and not spelled and beside[1] not in UNITS


def _scaled_fraction(
    tokens: Sequence[Token], at: int, linked: bool
) -> tuple[int | float, int] | None:
    """Read "half a million", "three quarters of a million"; after "and" also a bare fraction."""
    read = fraction(tokens, at)
    if read is None and _word(tokens, at) in ("half", "quarter"):
        read = 1 / PARTS[tokens[at].word], at + 1
        linked = False
    if read is None:
        return None
    value, end = read
    start = end + (_word(tokens, end) == "of")
    start += _word(tokens, start) in ("a", "an")
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
    following = _word(tokens, at + 1)
    value: int | float
    if is_numeral(word):
        value, end = numeral(word), at + 1
        if following in _HUNDRED:
            value, end = value * 100, end + 1
            value, end = _and_small(tokens, value, end)
        elif following == "point" and isinstance(value, int):
            value, end = _decimals(tokens, value, end)
        return (*_half(tokens, value, end), True)
    if word in ("a", "an", "couple") and first:
        start = at + (word != "couple")
        if _word(tokens, start) == "couple":
            return _couple(tokens, start + 1)
        if following in _HUNDRED:
            value, end = _and_small(tokens, 100, at + 2)
            return (*_half(tokens, value, end), False)
    if word in ("a", "an"):
        return (1, at + 1, False) if following in SCALES and following not in _LETTERS else None
    if word in ("hundred", "thousand") and first:
        if _word(tokens, at - 1) in _VAGUE:
            return None
        return (*_and_small(tokens, 100, at + 1), False) if word == "hundred" else (1, at, False)
    if first and (word == "point" or (word in _NOUGHTS and following == "point")):
        point = at + (word != "point")
        value, end = _decimals(tokens, 0, point)
        return (value, end, False) if end > point else None
    read = small(tokens, at)
    if read is None:
        return None
    value, end = read
    following = _word(tokens, end)
    if following in _HUNDRED and value:
        value, end = _and_small(tokens, value * 100, end + 1)
    elif value and following != "point":
        pair = two_digits(tokens, end)
        if pair:
            value, end = value * 100 + pair[0], pair[1]
    if _word(tokens, end) == "point":
        value, end = _decimals(tokens, value, end)
    return (*_half(tokens, value, end), False)


def _couple(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """Read "(a) couple (of) hundred" from the word after "couple"."""
    end = at + (_word(tokens, at) == "of")
    if _word(tokens, end) in _HUNDRED:
        return 200, end + 1, False
    return (2, end, False) if _word(tokens, end) in SCALES else None


def _and_small(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    """Add the part below 100 after "hundred", with or without "and"."""
    linked = _word(tokens, at) == "and"
    start = at + linked
    if fraction(tokens, start):
        return value, at
    read = small(tokens, start)
    if read is None and linked and is_numeral(_word(tokens, start)):
        numeral_ = numeral(tokens[start].word)
        read = (numeral_, start + 1) if isinstance(numeral_, int) and numeral_ < 100 else None
    if read is None or not read[0] or (linked and _word(tokens, read[1]) in ("dozen", "dozens")):
        return value, at
    return value + read[0], read[1]


def _and_dozens(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    """Add "and two dozen" after "three hundred"."""
    read = small(tokens, at + 1) if _word(tokens, at) == "and" else None
    if read is None or _word(tokens, read[1]) not in ("dozen", "dozens"):
        return value, at
    return value + 12 * read[0], read[1] + 1


def _decimals(tokens: Sequence[Token], value: int | float, at: int) -> tuple[int | float, int]:
    digits = ""
    end = at + 1
    while end < len(tokens):
        word = "zero" if tokens[end].word in _NOUGHTS else tokens[end].word
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
    read = fraction(tokens, at + 1) if _word(tokens, at) == "and" else None
    return (value + read[0], read[1]) if read else (value, at)


# A lone "one" is mostly a pronoun: these words alone are never a marked number, "1" is.
_UNMARKED = ("one", "zero", "hundred", "thousand")


def scan_numbers(turn: TokenisedText) -> list[Match]:
    """Find all numbers of a turn, left to right."""
    matches: list[Match] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        word = tokens[at].word
        read = None
        if word in STARTS or word[0].isdecimal() or word in _NOUGHTS:
            read = _bare_fraction(tokens, at) or read_number(tokens, at)
        if read is None:
            at += 1
            continue
        value, end = read
        value = round(value, 6) if isinstance(value, float) else value
        match = turn.match(at, end, value, end - at > 1 or word not in _UNMARKED)
        matches.append(_signed(turn, match) if word[0].isdecimal() else match)
        at = end
    return matches


def _bare_fraction(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """Read a fraction by itself, "1/2" too; "a third" mostly is no number."""
    word, following = tokens[at].word, _word(tokens, at + 1)
    if "/" in word:
        return _written_fraction(word, at)
    if "/" in following and is_numeral(word):
        part = _written_fraction(following, at + 1)
        return (numeral(word) + part[0], part[1]) if part and part[0] < 1 else None
    if _scaled_fraction(tokens, at, False):
        return None
    if word == "half" and following not in ("a", "an", "past"):
        return 0.5, at + 1
    read = fraction(tokens, at)
    if read is None:
        return None
    return read if word not in ("a", "an") or following in ("half", "quarter") else None


def _written_fraction(word: str, at: int) -> tuple[float, int] | None:
    over, _, under = word.partition("/")
    known = over.isdecimal() and under.isdecimal() and int(under)
    return (int(over) / int(under), at + 1) if known else None


def _signed(turn: TokenisedText, match: Match) -> Match:
    """Return the number below zero if a minus is written before it, and no range."""
    before = turn.text[: match.start].rstrip()
    if before[-1:] not in ("-", "−") or not match.start:
        return match
    rest = before[:-1]
    if rest and (not rest[-1].isspace() or rest.rstrip()[-1:].isdecimal()):
        return match
    return Match(len(rest), match.end, -match.value, match.marked)
