"""The numbers of a turn, without those that go on in ways that are not read.

"Twenty first", "one two three" and "double five" are no 20, no 1 and no 5: the caller is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.en.entities.fractions import fraction, written_fraction
from voice_agent.language.en.entities.number_words import (
    GOES_ON,
    HUNDRED,
    NOUGHTS,
    PARTS,
    SCALES,
    SMALL,
    STARTS,
    TENS,
    VULGAR,
)
from voice_agent.language.en.entities.numbers import (
    is_numeral,
    numeral,
    read_number,
    scaled_fraction,
)
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText, word_at

# A lone "one" is mostly a pronoun: these words alone are never a marked number, "1" is.
_UNMARKED = ("one", "zero", "hundred", "thousand")
_TIMES = frozenset(("double", "triple", "treble", "quadruple"))
_TIMES_WORDS = {"couple": 2, "pair": 2, "once": 1, "twice": 2}
_BEFORE_AND = frozenset((*HUNDRED, *SCALES))
_PRECISION = 6
_LONG_PARTS = frozenset(PARTS) - {"half", "quarter"}
_OF_NUMBERS = GOES_ON.union(SMALL, SCALES, HUNDRED, NOUGHTS, VULGAR, ("e", "^"))


def scan_numbers(turn: TokenisedText) -> list[Match]:
    """Find all numbers of a turn, left to right."""
    matches: list[Match] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        read = _read(tokens, at)
        if read is None:
            counted = _TIMES_WORDS.get(tokens[at].word)
            if counted:  # "A couple", "twice".
                matches.append(turn.match(at, at + 1, counted, False))
            at += 1
            continue
        value, end = read
        if goes_on(tokens, end) or _is_ordinal(tokens, at, end):
            at = end_of_number(tokens, end)
            continue
        if below_zero := _below_zero(tokens, end):
            value, end = -value, below_zero
        word = tokens[at].word
        match = turn.match(at, end, _rounded(value), end - at > 1 or word not in _UNMARKED)
        matches.append(_signed(turn, match) if word[0].isdecimal() else match)
        at = end
    return matches


def _is_ordinal(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether it is "the one hundredth", or said twice ("double five")."""
    before = word_at(tokens, at - 1)
    return before in _TIMES or (before == "the" and word_at(tokens, end - 1) in _LONG_PARTS)


def _read(tokens: Sequence[Token], at: int) -> tuple[int | float, int] | None:
    word = tokens[at].word
    if word not in STARTS and not word[0].isdecimal() and word not in NOUGHTS:
        return None
    return _quotient(tokens, at, _bare_fraction(tokens, at) or read_number(tokens, at))


def goes_on(tokens: Sequence[Token], end: int) -> bool:
    """Tell whether what follows a number makes another one of it: "twenty | first", "1 | e6"."""
    following = word_at(tokens, end)
    if following == "and" and word_at(tokens, end - 1) in _BEFORE_AND:
        # "The one hundred and first", "... and twenty first".
        tens = word_at(tokens, end + 1) in TENS
        return word_at(tokens, end + 1 + tens) in GOES_ON
    if following in GOES_ON or following in SMALL or following in VULGAR or following in HUNDRED:
        return True
    if following in NOUGHTS and following != "o":
        return word_at(tokens, end + 1) in SMALL or word_at(tokens, end + 1) == ""
    if not following or not (following[0].isdecimal() or following in ("e", "^")):
        return False
    joined = tokens[end].start == tokens[end - 1].end
    return following[0].isdecimal() or (joined and word_at(tokens, end + 1)[:1].isdecimal())


def end_of_number(tokens: Sequence[Token], at: int) -> int:
    """Return the index after all the number words from ``at`` on, linked by "and" too."""
    while _is_of_number(word_at(tokens, at)) or (
        word_at(tokens, at) == "and" and _is_of_number(word_at(tokens, at + 1))
    ):
        at += 1
    return at


def _is_of_number(word: str) -> bool:
    return bool(word) and (word in _OF_NUMBERS or word[0].isdecimal())


def _below_zero(tokens: Sequence[Token], at: int) -> int:
    """Return the index after "below zero" or "degrees below zero", or 0."""
    at += word_at(tokens, at) in ("degree", "degrees")
    below = word_at(tokens, at) in ("below", "under") and word_at(tokens, at + 1) in ("zero", "0")
    return at + 2 if below else 0


def _rounded(value: int | float) -> int | float:
    if isinstance(value, int):
        return value
    rounded = round(value, _PRECISION)
    return rounded if abs(value) >= 0.01 else float(f"{value:.{_PRECISION}g}")


def _quotient(
    tokens: Sequence[Token], at: int, read: tuple[int | float, int] | None
) -> tuple[int | float, int] | None:
    """Read "one over five" where ``read`` is the one."""
    if read is None or word_at(tokens, read[1]) != "over":
        return read
    under = read_number(tokens, read[1] + 1) if read[1] + 1 < len(tokens) else None
    return (read[0] / under[0], under[1]) if under and under[0] else read


def _bare_fraction(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """Read a fraction by itself, "1/2" too; "a third" mostly is no number."""
    word, following = tokens[at].word, word_at(tokens, at + 1)
    if "/" in word:
        part = written_fraction(word)
        return None if part is None else (part, at + 1)
    if "/" in following and is_numeral(word):
        part = written_fraction(following)
        return (numeral(word) + part, at + 2) if part and part < 1 else None
    if scaled_fraction(tokens, at, False):
        return None
    if word == "half" and following not in ("a", "an", "past"):
        return 0.5, at + 1
    read = fraction(tokens, at)
    if read is None:
        return None
    return read if word not in ("a", "an") or following in ("half", "quarter") else None


def _signed(turn: TokenisedText, match: Match) -> Match:
    """Return the number below zero if a minus is written before it, and no range."""
    before = turn.text[: match.start].rstrip()
    if before[-1:] not in ("-", "−") or not match.start:
        return match
    rest = before[:-1]
    if rest and (not rest[-1].isspace() or rest.rstrip()[-1:].isdecimal()):
        return match
    return Match(len(rest), match.end, -match.value, match.marked)
