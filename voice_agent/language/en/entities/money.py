"""Amounts of money: "$250", "two dollars fifty", "fifty quid", "a couple of hundred bucks"."""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.language.en.entities.numbers import STARTS, is_numeral, numeral, read_number, small
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText
from voice_agent.text.word_lists import word_set, words

_SIGNS = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR"}
_CODES = {code.lower(): code for code in words("USD GBP EUR JPY INR CAD AUD CHF NZD")}
_UNITS = {
    word: code
    for code, words in {
        "USD": "dollar dollars buck bucks",
        "GBP": "pound pounds quid sterling",
        "EUR": "euro euros",
        "JPY": "yen",
        "INR": "rupee rupees",
        "CHF": "franc francs",
    }.items()
    for word in words.split()
} | _CODES
_CENTS = {"cent": "USD", "cents": "USD", "penny": "USD", "pennies": "USD"}
_CENTS |= {"pence": "GBP", "p": "GBP"}
_OF_COUNTRY = {
    ("canadian", "USD"): "CAD",
    ("australian", "USD"): "AUD",
    ("us", "USD"): "USD",
    ("american", "USD"): "USD",
    ("british", "GBP"): "GBP",
    ("swiss", "CHF"): "CHF",
}
_COUNTRIES = frozenset(country for country, _ in _OF_COUNTRY)
# "fifty dollars twenty" is 50.20, "fifty dollars ten days ago" is not.
_NOT_CENTS = word_set(
    """
    day days week weeks month months year years minute minutes hour hours time times am pm
    percent o'clock past to people of hundred thousand million
    """
)
DEFAULT_CURRENCY = "USD"


def scan_money(turn: TokenisedText) -> list[Match]:
    """Find the amounts of a turn, left to right; a bare number is an unmarked match."""
    matches: list[Match] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        read = _read(tokens, at)
        if read:
            amount, currency, end = read
            value = {"amount": round(float(amount), 2), "currency": currency or DEFAULT_CURRENCY}
            # "how many ounces in a pound" is not about money.
            weight = tokens[at].word == "a" and tokens[end - 1].word == "pound"
            matches.append(turn.match(at, end, value, currency is not None and not weight))
            at = end
        else:
            at += 1
    return matches


def _read(tokens: Sequence[Token], at: int) -> tuple[int | float, str | None, int] | None:
    word = tokens[at].word
    leading = _SIGNS.get(word) or _CODES.get(word)
    start = at + 1 if leading else at
    if word == "us" and start + 1 < len(tokens) and tokens[start + 1].word == "$":
        leading, start = "USD", at + 2
    if start >= len(tokens):
        return None
    first = tokens[start].word
    if not (first in STARTS or first[0].isdecimal()):
        return None
    if first == "half" and start + 2 < len(tokens) and tokens[start + 1].word == "a":
        unit = _UNITS.get(tokens[start + 2].word)
        if unit:
            return 0.5, unit, start + 3
    read = read_number(tokens, start)
    if read is None:
        return _one_of(tokens, start)
    amount, end = read
    if amount < 0 or tokens[end - 1].word.endswith("%"):
        return None
    if end < len(tokens) and tokens[end].word in ("%", "percent"):
        return None
    slang = "USD" if tokens[end - 1].word == "grand" else None
    unit, after = _unit(tokens, end)
    if unit:
        amount, after = _with_cents(tokens, amount, after)
        return amount, unit, after
    if end < len(tokens) and tokens[end].word in _CENTS and not leading:
        return amount / 100, _CENTS[tokens[end].word], end + 1
    if leading:
        amount, end = _with_cents(tokens, amount, end)
    return amount, leading or slang, end


def _one_of(tokens: Sequence[Token], at: int) -> tuple[int, str, int] | None:
    """Read "a dollar", "a grand"."""
    if tokens[at].word != "a":
        return None
    unit, after = _unit(tokens, at + 1)
    return (1, unit, after) if unit else None


def _unit(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """Read the currency named at ``at``, with its country or without."""
    if at >= len(tokens):
        return None, at
    word = tokens[at].word
    if word in _SIGNS:
        return _SIGNS[word], at + 1
    if word in _COUNTRIES and at + 1 < len(tokens):
        unit = _UNITS.get(tokens[at + 1].word)
        known = _OF_COUNTRY.get((word, unit)) if unit else None
        return (known, at + 2) if known else (None, at)
    if word == "of" and at + 1 < len(tokens) and tokens[at + 1].word in _UNITS:
        return _UNITS[tokens[at + 1].word], at + 2
    unit = _UNITS.get(word)
    return (unit, at + 1) if unit else (None, at)


def _with_cents(tokens: Sequence[Token], amount: int | float, at: int) -> tuple[int | float, int]:
    """Add "and fifty cents", "and fifty" or "fifty" after the unit."""
    linked = at < len(tokens) and tokens[at].word in ("and", ",")
    start = at + linked
    if start >= len(tokens):
        return amount, at
    read = small(tokens, start)
    if read is None and is_numeral(tokens[start].word):
        value = numeral(tokens[start].word)
        read = (value, start + 1) if isinstance(value, int) and value < 100 else None
    if read is None:
        return amount, at
    cents, end = read
    following = tokens[end].word if end < len(tokens) else ""
    if following in _CENTS:
        return amount + cents / 100, end + 1
    bare = not linked and cents >= 10 and not is_numeral(tokens[start].word)
    if bare and following not in _NOT_CENTS and following not in _UNITS:
        return amount + cents / 100, end
    return amount, at
