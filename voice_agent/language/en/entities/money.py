"""Amounts of money: "$250", "two dollars fifty", "fifty quid", "a couple of hundred bucks".

Two numbers of two digits are a price, as people say one: "forty five fifty" is 45.50. It may also
be 4,550; ``other_amounts`` gives such second readings, so that the agent can read the amount back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from voice_agent.language.en.currencies import CENTS, SIGNS, UNITS
from voice_agent.language.en.entities.bare_amounts import (
    counts_something,
    is_below_zero,
    is_inexact,
)
from voice_agent.language.en.entities.currency_reader import dollars_of, read_sign, read_unit
from voice_agent.language.en.entities.fractions import fraction
from voice_agent.language.en.entities.number_scan import end_of_number, goes_on
from voice_agent.language.en.entities.number_words import NOUGHTS, SCALES, STARTS, TEENS, TENS
from voice_agent.language.en.entities.number_words import UNITS as DIGITS
from voice_agent.language.en.entities.numbers import (
    is_numeral,
    numeral,
    read_number,
    small,
    two_digits,
)
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText, word_at
from voice_agent.text.word_lists import word_set

# "fifty dollars twenty" is 50.20, "fifty dollars ten days ago" is not.
_NOT_CENTS = word_set(
    """
    day days week weeks month months year years minute minutes hour hours time times am pm
    percent o'clock past to people of hundred thousand million
    """
)
_ENDS = frozenset(("", ".", "!", "?", ";"))
_GO_ON = word_set("from on off toward towards for by at in which yesterday last")
_PAYS = word_set("send pay transfer move wire give venmo zelle")
_PAID_TO = word_set("to for on off toward towards from into out")
_HUNDREDS = word_set("hundred thousand")
_COUNTS_AS = {"too": 2, "ate": 8, "won": 1, "fore": 4, "tree": 3}
_MAY_COUNT = word_set("to for")
_TWO_DIGITS = frozenset((*TENS, *TEENS))
_NOTES = word_set("bill bills note notes")
_FEWEST_DIGITS, _MOST_DIGITS, _CENTS = 3, 4, 2
"""How many digits of an amount are said one by one."""
_BEFORE_DIGITS = word_set("double triple treble")
_SINGULAR = frozenset(("euro", "dollar"))
# "1.000,50" as in Europe.
_GROUPED = re.compile(r"\d{1,3}\.\d{3}")
DEFAULT_CURRENCY = "USD"


class _Amount(NamedTuple):
    """An amount, its currency if one was said, the index after it, and what else it may be."""

    amount: int | float
    currency: str | None
    end: int
    other: int | float | None = None


def scan_money(turn: TokenisedText) -> list[Match]:
    """Find the amounts of a turn, left to right; a bare number is an unmarked match."""
    matches: list[Match] = []
    at = 0
    while at < len(turn.tokens):
        read = _read(turn.tokens, at)
        if read is None:
            at += 1
            continue
        if (
            is_below_zero(turn, at)
            or is_inexact(turn.tokens, at, read.end, named=read.currency is not None)
            or (read.currency is None and counts_something(turn.tokens, read.end))
        ):
            at = end_of_number(turn.tokens, read.end)
            continue
        # "how many ounces in a pound" is not about money.
        weight = turn.word(at) == "a" and turn.word(read.end - 1) == "pound"
        marked = (read.currency is not None and not weight) or _is_paid(turn, at, read)
        matches.append(turn.match(at, read.end, money_value(read.amount, read.currency), marked))
        at = read.end
    return matches


def _is_paid(turn: TokenisedText, at: int, read: _Amount) -> bool:
    """Tell whether a bare number is what is paid: "send 40 to"."""
    verb, link = turn.word(at - 1), turn.word(read.end)
    return verb in _PAYS and link in _PAID_TO and read.amount > 1


def other_amounts(turn: TokenisedText, match: Match) -> list[dict[str, Any]]:
    """Return the further readings of an amount that ``scan_money`` found in the turn."""
    at = next(i for i, token in enumerate(turn.tokens) if token.end > match.start)
    read = _read(turn.tokens, at)
    if read is None:
        return []
    other = read.other
    word = turn.word(at)
    written = word.isdecimal() and len(word) in (3, 4) and read.end == at + 1
    pair = two_digits(turn.tokens, at + 1) if word in DIGITS else None
    spoken = pair is not None and pair[1] == read.end
    if other is None and read.currency is None and (written or spoken) and read.amount % 100:
        # "Two fifty" may be 2.50, and a recogniser writes "4550" for "forty five fifty".
        other = read.amount / 100
    return [] if other is None else [money_value(other, read.currency)]


def money_value(amount: int | float, currency: str | None = None) -> dict[str, Any]:
    """Return an amount as the value of an entity."""
    return {"amount": round(float(amount), 2), "currency": currency or DEFAULT_CURRENCY}


def _read(tokens: Sequence[Token], at: int) -> _Amount | None:
    leading, start = read_sign(tokens, at)
    if start >= len(tokens):
        return None
    first = tokens[start].word
    if (
        first in CENTS
        and word_at(tokens, start + 1)[:1].isdecimal()
        and is_numeral(tokens[start + 1].word)
    ):
        return _Amount(numeral(tokens[start + 1].word) / 100, CENTS[first], start + 2)
    if not (first in STARTS or first[0].isdecimal()):
        return None
    spelled = _digit_by_digit(tokens, start)
    if spelled:
        unit, after = read_unit(tokens, spelled[1])
        # "Four nine nine" may be 4.99.
        price = spelled[0] / 100 if unit is None and spelled[0] % 100 else None
        return _Amount(spelled[0], unit or leading, after if unit else spelled[1], price)
    part = fraction(tokens, start)
    if part and word_at(tokens, part[1]) == "of":
        after = part[1] + 1 + (word_at(tokens, part[1] + 1) in ("a", "one"))
        unit, after = read_unit(tokens, after)
        if unit:
            return _Amount(part[0], unit, after)  # "Three quarters of a dollar".
    if first == "half" and word_at(tokens, start + 1) == "a":
        unit = UNITS.get(word_at(tokens, start + 2))
        if unit:
            return _Amount(0.5, unit, start + 3)
    read = read_number(tokens, start)
    if read is None:
        return _one_of(tokens, start)
    amount, end = read
    if first in _HUNDREDS and not leading:
        # A recogniser writes "too hundred" for two hundred; "to hundred" may be that as well.
        heard = word_at(tokens, start - 1)
        if heard in _MAY_COUNT:
            return None
        amount *= _COUNTS_AS.get(heard, 1)
    if start == 1 and not leading and tokens[0].word in _COUNTS_AS and first in _TWO_DIGITS:
        return None  # "Ate fifty" may be 8.50 and 850.
    if amount < 0 or tokens[end - 1].word.endswith("%"):
        return None
    if word_at(tokens, end) in ("%", "percent"):
        return None
    amount, end = _with_comma(tokens, start, amount, end)
    cents = _cents_of(tokens, start, amount, end)
    if cents:
        return cents
    amount, end, other = _price(tokens, start, amount, end)
    slang = "USD" if tokens[end - 1].word == "grand" else None
    end += word_at(tokens, end) == "ish"
    unit, after = read_unit(tokens, end)
    if unit and word_at(tokens, after) in CENTS and word_at(tokens, after - 1) in _SINGULAR:
        return _Amount(amount / 100, unit, after + 1)  # "Twenty euro cents".
    if unit and tokens[after - 1].word in SIGNS and _has_unit(tokens, after):
        return None  # "One $10 bill".
    if unit in (None, DEFAULT_CURRENCY):
        country, beyond = dollars_of(tokens, after)  # "A hundred Canadian".
        unit, after = (country, beyond) if country else (unit, after)
    if unit:
        if other is None:
            amount, after = _with_cents(tokens, amount, after)
        return _Amount(amount, unit, after, other)
    if word_at(tokens, end) in CENTS and not leading:
        return _Amount(amount / 100, CENTS[tokens[end].word], end + 1)
    if leading and other is None:
        amount, end = _with_cents(tokens, amount, end)
    return _Amount(amount, leading or slang, end, other)


def _digit_by_digit(tokens: Sequence[Token], at: int) -> tuple[int | float, int] | None:
    """Read an amount that is said by its digits: "three five zero", "four five point two zero".

    Two may be a slip and its correction, and five are a number of something else.
    """
    said, end = _digits_from(tokens, at)
    cents, after = _digits_from(tokens, end + 1) if word_at(tokens, end) == "point" else ("", end)
    apart = _is_digit(word_at(tokens, at - 1)) or goes_on(tokens, after)
    if said.startswith("0") or apart or word_at(tokens, at - 1) in _BEFORE_DIGITS:
        return None
    if len(cents) == _CENTS and 1 < len(said) <= _MOST_DIGITS:
        return int(said) + int(cents) / 100, after
    if cents or not _FEWEST_DIGITS <= len(said) <= _MOST_DIGITS:
        return None
    return int(said), end


def _digits_from(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the digits that are said one by one from ``at`` on, and the index after them."""
    said = ""
    while _is_digit(word := word_at(tokens, at)):
        said += word if word.isdecimal() else str(DIGITS.get(word, 0))
        at += 1
    return said, at


def _is_digit(word: str) -> bool:
    return word in DIGITS or word in NOUGHTS or (len(word) == 1 and word.isdecimal())


def _cents_of(tokens: Sequence[Token], at: int, amount: int | float, end: int) -> _Amount | None:
    """Read "forty nine and ninety nine cents"; "two hundred and ten cents" may be 210 of them."""
    if word_at(tokens, end) == "and":
        more = two_digits(tokens, end + 1) or small(tokens, end + 1)
        if more and word_at(tokens, more[1]) in CENTS:
            unit = CENTS[tokens[more[1]].word]
            return _Amount(amount + more[0] / 100, unit, more[1] + 1)
    linked = any(token.word == "and" for token in tokens[at:end])
    if not linked or word_at(tokens, end) not in CENTS or amount % 100 == 0 or amount < 100:
        return None
    whole = amount - amount % 100 + amount % 100 / 100
    return _Amount(whole, CENTS[tokens[end].word], end + 1, amount / 100)


def _has_unit(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a numeral at ``at`` has a unit of its own, cents apart."""
    written = is_numeral(word_at(tokens, at))
    return written and (
        read_unit(tokens, at + 1)[0] is not None or word_at(tokens, at + 1) in _NOTES
    )


def _with_comma(
    tokens: Sequence[Token], at: int, amount: int | float, end: int
) -> tuple[int | float, int]:
    """Read "45,50" as in Europe: a comma and two digits without a space."""
    joined = end + 1 < len(tokens) and tokens[at].end == tokens[end].start
    whole = tokens[at].word
    if _GROUPED.fullmatch(whole):
        whole = whole.replace(".", "")
    if end > at + 1 or not joined or tokens[end].word != "," or not whole.isdecimal():
        return amount, end
    cents = tokens[end + 1]
    if cents.start > tokens[end].end or len(cents.word) != 2 or not cents.word.isdecimal():
        return amount, end
    return int(whole) + int(cents.word) / 100, end + 2


def _price(
    tokens: Sequence[Token], at: int, amount: int | float, end: int
) -> tuple[int | float, int, int | float | None]:
    """Read "forty five fifty", "one twenty nine ninety nine": amount, end and other reading."""
    if tokens[at].word in TENS or tokens[at].word in TEENS:
        whole = small(tokens, at)
        cents = two_digits(tokens, whole[1]) if whole else None
        if whole and cents and cents[1] == end:
            more = two_digits(tokens, end)
            if more and not _counts(tokens, more[1]):
                return amount + more[0] / 100, more[1], None  # "Twelve forty nine ninety nine".
            price = whole[0] + cents[0] / 100
            if whole[0] == cents[0] and word_at(tokens, end) in UNITS:
                return whole[0], end, price  # Who says "fifty fifty dollars" may well stammer.
            return price, end, amount
        return amount, end, None
    spoken = not any(token.word[0].isdecimal() for token in tokens[at:end])
    cents = two_digits(tokens, end) if spoken and isinstance(amount, int) else None
    if cents is None or amount < 100 or _counts(tokens, cents[1]):
        return amount, end, None
    return amount + cents[0] / 100, cents[1], None


def _counts(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the number before ``at`` is more than the cents of an amount."""
    following = word_at(tokens, at)
    return following in _NOT_CENTS or following in SCALES or following in CENTS


def _one_of(tokens: Sequence[Token], at: int) -> _Amount | None:
    """Read "a dollar", "a grand", "a couple of bucks", "a dollar fifty"."""
    word, start = tokens[at].word, at + 1
    count = 1
    if word == "couple" or (word == "a" and word_at(tokens, start) == "couple"):
        count, start = 2, start + (word == "a")
        start += word_at(tokens, start) == "of"
    elif word != "a":
        return None
    if word == "a" and word_at(tokens, start) in CENTS:
        return _Amount(0.01, CENTS[tokens[start].word], start + 1)
    unit, after = read_unit(tokens, start)
    if unit is None or tokens[start].word in SIGNS:
        return None
    if [token.word for token in tokens[after : after + 3]] == ["and", "a", "half"]:
        return _Amount(count + 0.5, unit, after + 3)
    amount, after = _with_cents(tokens, count, after)
    return _Amount(amount, unit, after)


def _with_cents(tokens: Sequence[Token], amount: int | float, at: int) -> tuple[int | float, int]:
    """Add "and fifty cents", "and fifty" or "fifty" after the unit."""
    if amount != int(amount):
        return amount, at
    linked = word_at(tokens, at) in ("and", ",")
    start = at + linked
    part = fraction(tokens, start) if word_at(tokens, at) == "and" else None
    if part:
        return amount + part[0], part[1]  # "Seven dollars and a half".
    if start >= len(tokens):
        return amount, at
    written = is_numeral(tokens[start].word)
    digits = [DIGITS.get(word_at(tokens, start + place), 0) for place in (0, 1)]
    if all(digits) and word_at(tokens, start + 2) in _ENDS and not linked:
        return amount + (10 * digits[0] + digits[1]) / 100, start + 2  # "Two dollars seven five".
    read = two_digits(tokens, start) or small(tokens, start)
    if read is None and written:
        value = numeral(tokens[start].word)
        read = (value, start + 1) if isinstance(value, int) and value < 100 else None
    if read is None:
        return amount, at
    cents, end = read
    following = word_at(tokens, end)
    if following in CENTS:
        return amount + cents / 100, end + 1
    last = following in _ENDS and word_at(tokens, at) != ","
    nought = tokens[start].word in ("oh", "o", "zero")
    bare = not linked and (cents >= 10 or nought)
    # "12 dollars 50 from Thursday": written cents end where a preposition goes on.
    bare = bare and (not written or following in _GO_ON)
    if (last and (linked or cents >= 10 or nought)) or (
        bare and following not in _NOT_CENTS and following not in UNITS
    ):
        return amount + cents / 100, end
    return amount, at
