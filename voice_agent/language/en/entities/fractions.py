"""Parts of a whole: "a half", "three quarters", "five sixteenths", "1/2", "½", "one over five"."""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.en.entities.number_words import (
    PARTS,
    PLURAL_PARTS,
    TEENS,
    UNITS,
    VULGAR,
)
from voice_agent.language.en.entities.tokens import Token, word_at


def fraction(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """Read "a half", "three quarters", "two thirds" at ``at``: the value and the index after it."""
    word, following = word_at(tokens, at), word_at(tokens, at + 1)
    if word in VULGAR:
        return VULGAR[word], at + 1
    if word in ("a", "an", "one") and following in PARTS:
        return 1 / PARTS[following], at + 2
    count = UNITS.get(word) or TEENS.get(word) or 0
    if count > 1 and following in PLURAL_PARTS:
        return count / PLURAL_PARTS[following], at + 2
    return None


def added_fraction(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """Read the fraction of "one and a half" or "one and half" after its "and"."""
    if "/" in word_at(tokens, at):
        part = written_fraction(tokens[at].word)
        return (part, at + 1) if part and part < 1 else None
    if word_at(tokens, at) == "half" and word_at(tokens, at + 1) not in ("past", "a", "an", "of"):
        return 0.5, at + 1
    return fraction(tokens, at)


def written_fraction(word: str) -> float | None:
    """Return the value of "1/2"."""
    over, _, under = word.partition("/")
    known = over.isdecimal() and under.isdecimal() and int(under)
    return int(over) / int(under) if known else None
