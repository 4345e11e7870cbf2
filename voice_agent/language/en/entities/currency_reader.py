"""The currency beside an amount: a sign, a code or a name, with its country or without."""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.en.currencies import (
    ABBREVIATIONS,
    CENTS,
    CODES,
    OF_COUNTRY,
    SIGN_PREFIXES,
    SIGNS,
    UNITS,
)
from voice_agent.language.en.entities.tokens import Token, word_at

_COUNTRY_STARTS = frozenset(country[0] for country in OF_COUNTRY)


def read_sign(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """Read "$", "US $", "AUD" before an amount: the currency and the index after it."""
    word = tokens[at].word
    if word in SIGNS:
        return SIGNS[word], at + 1
    if word_at(tokens, at + 1) == "$" and word in SIGN_PREFIXES:
        # "a $5 bill" has an article, "A$5" is Australian.
        joined = tokens[at].end == tokens[at + 1].start
        if joined or len(word) > 1:
            return SIGN_PREFIXES[word], at + 2
    if word in ABBREVIATIONS:
        return ABBREVIATIONS[word], at + 1 + (word_at(tokens, at + 1) == ".")
    return (CODES[word], at + 1) if word in CODES else (None, at)


def read_unit(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """Read the currency named at ``at``, with its country or without."""
    if at >= len(tokens):
        return None, at
    word = tokens[at].word
    if word in SIGNS:
        return SIGNS[word], at + 1
    if word in _COUNTRY_STARTS:
        for length in (1, 2):
            country = tuple(token.word for token in tokens[at : at + length])
            known = OF_COUNTRY.get(country, {}).get(word_at(tokens, at + length))
            if known:
                return known, at + length + 1
        return None, at
    if word == "of" and word_at(tokens, at + 1) in UNITS:
        return UNITS[tokens[at + 1].word], at + 2
    unit = UNITS.get(word) or CODES.get(word)
    return (unit, at + 1) if unit else (None, at)


def dollars_of(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """Read a country that stands alone after an amount: the "Canadian" of "fifty Canadian"."""
    for length in (2, 1):
        country = tuple(token.word for token in tokens[at : at + length])
        known = OF_COUNTRY.get(country, {}).get("dollars")
        following = word_at(tokens, at + length)
        if known and len(country) == length and following not in CENTS and following not in UNITS:
            return known, at + length
    return None, at
