"""Strings of digits: account numbers ("oh four triple two", "44 77") and phone numbers.

Digits may be said one by one, in pairs ("forty four seventy seven") or as numbers ("four
hundred"). A correction of the last few ("four four seven seven no eight") that is too short to be
a value of its own replaces as many digits as it has (where any length is a value: if it is no
longer than half of what was said).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from voice_agent.language.en.entities.number_words import DIGITS, SCALES, TEENS, TENS, UNITS
from voice_agent.language.en.entities.numbers import read_number, small
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText, corrects
from voice_agent.text.word_lists import word_set

_TIMES = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_SEVERAL = {f"{word}s": digit for word, digit in DIGITS.items()} | {
    "zeroes": "0", "ohs": "0", "sixes": "6",
}  # fmt: skip
"""Digits that are counted: "four nines"."""
# What Whisper writes for a digit between two others.
_SOUND_ALIKE = {"for": "4", "to": "2", "too": "2", "won": "1", "ate": "8"}
_BETWEEN = frozenset((",", "and", "then", "dash", "hyphen", "space", "(", ")"))
_STARTS = frozenset(DIGITS) | frozenset(TEENS) | frozenset(TENS) | frozenset(_TIMES)
# A number of something is not an account number.
_COUNTED = word_set(
    """
    dollar dollars buck bucks pound pounds quid euro euros cent cents pence grand percent % day
    days week weeks month months year years hour hours minute minutes second seconds time times
    people am pm o'clock ounce ounces oz hundred thousand million k st rd th
    """
)
_LABELS = word_set(
    """
    last final ending ends account card number numbers zip zipcode code digits pin id reference
    order policy member is it's that's
    """
)
_FEWEST_BY_RULE = 3
_FEWEST_IN_ONE = 7
_SHORTEST_PHONE = 7
_LONG_ENOUGH = 10
_MOST_PARTS = 3
DEFAULT_REGION = "US"


class DigitRun(NamedTuple):
    """The digits of the tokens ``first`` to ``end`` (excluded)."""

    first: int
    end: int
    digits: str


def scan_digits(turn: TokenisedText, low: int, high: int, sound_alike: bool = False) -> list[Match]:
    """Find strings of ``low`` to ``high`` digits, left to right.

    They are marked if they are said digit by digit, or are all that was said, or follow a word
    such as "account" or "ending": "send 2500" is an amount. With ``sound_alike``, "for" and "to"
    between spoken digits are digits too.
    """
    matches: list[Match] = []
    for first, end, said in _corrected(turn, digit_runs(turn, sound_alike), low):
        digits = _once(said) if len(said) > high else said
        if low <= len(digits) <= high:
            matches.append(
                turn.match(first, end, digits, _speaks_for_itself(turn, first, end, digits))
            )
    return matches


def _once(digits: str) -> str:
    """Return the digits of a number that was said twice, one after the other."""
    half = len(digits) // 2
    return digits[:half] if digits[:half] == digits[half:] else digits


def _speaks_for_itself(turn: TokenisedText, first: int, end: int, digits: str) -> bool:
    if turn.word(end) in _COUNTED or turn.word(first - 1) in ("$", "£", "€"):
        return False
    if first == 0 and all(not token.word[0].isalnum() for token in turn.tokens[end:]):
        return True
    if len(digits) < _FEWEST_BY_RULE:
        return False
    if any(turn.word(index) in _LABELS for index in range(first - 3, first)):
        return True
    numeral = end - first == 1 and len(digits) < _FEWEST_IN_ONE and digits[0] != "0"
    spoken_number = any(token.word in ("hundred", "thousand") for token in turn.tokens[first:end])
    return not numeral and not spoken_number


def scan_phones(
    turn: TokenisedText, sound_alike: bool = False, region: str | None = None, local: bool = False
) -> list[Match]:
    """Find phone numbers, left to right, as E.164. They are marked if they can be in use.

    Args:
        turn: What was said.
        sound_alike: Whether "for" or "to" between spoken digits is a digit.
        region: Country of numbers without a country code; by default American.
        local: Whether numbers without an area code count, as plain digits.
    """
    matches: list[Match] = []
    for first, end, digits in _corrected(turn, digit_runs(turn, sound_alike), 10):
        plus = turn.word(first - 1) in ("+", "plus")
        start = first - plus
        if plus and turn.word(first - 2) in DIGITS:
            continue
        start -= turn.word(start - 1) == "("
        if len(digits) >= 2 * _SHORTEST_PHONE:
            digits = _once(digits)
        number = _phone("+" + digits if plus else digits, region or DEFAULT_REGION, local)
        if number is None and not plus and len(digits) < _LONG_ENOUGH:
            number = _in_parts(turn, first, end, region or DEFAULT_REGION)
        if number:
            matches.append(turn.match(start, end, number[0], number[1] or plus))
    return matches


def _in_parts(turn: TokenisedText, first: int, end: int, region: str) -> tuple[str, bool] | None:
    """Read a number that is too short as "six fifty, two fifty three": 650 253, not 6 52 53.

    Nothing if there is more than one way to a number that can be in use.
    """
    tokens = turn.tokens
    pairs = [
        at
        for at in range(first, end - 1)
        if tokens[at].word in TENS and UNITS.get(tokens[at + 1].word)
    ]
    found = set()
    for count in range(1, min(len(pairs), _MOST_PARTS) + 1):
        for split in combinations(pairs, count):
            runs = digit_runs(turn, split=frozenset(split))
            digits = next((run.digits for run in runs if run.first == first), "")
            number = _phone(digits, region, False)
            if number and number[1]:
                found.add(number)
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=256)
def _phone(digits: str, region: str, local: bool) -> tuple[str, bool] | None:
    """Return the number as E.164 and whether it can be in use, or None if its length is wrong."""
    if len(digits) < _SHORTEST_PHONE:
        return None
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    if local and possible == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return digits, False
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return str(written), bool(phonenumbers.is_valid_number(number))


def digit_runs(
    turn: TokenisedText, sound_alike: bool = False, split: frozenset[int] = frozenset()
) -> list[DigitRun]:
    """Return unbroken strings of digits of any length.

    Args:
        turn: What was said.
        sound_alike: Whether "for" or "to" between spoken digits is a digit.
        split: Tens that the unit after them does not belong to: "fifty two" is 502.
    """
    runs: list[DigitRun] = []
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        group = _group(tokens, at, split)
        if group is None:
            at += 1
            continue
        if turn.word(at - 1) in ("last", "first", "final") and group[1] < len(tokens):
            # "my last four, 4477": the four is not part of it.
            at = group[1]
            continue
        first, (digits, end) = at, group
        single = len(digits) == 1 and tokens[at].word in DIGITS
        while True:
            start = end
            while start < len(tokens) and tokens[start].word in _BETWEEN:
                start += 1
            if single and start == end and _is_paused(tokens, end):
                start = _after_pause(tokens, end)
            group = _group(tokens, start, split) if start < len(tokens) else None
            if group is None and sound_alike and single and start == end:
                alike = _SOUND_ALIKE.get(turn.word(start))
                if alike and turn.word(start + 1) in DIGITS:
                    group = alike, start + 1
            if group is None:
                break
            single = len(group[0]) == 1
            digits, end = digits + group[0], group[1]
        runs.append(DigitRun(first, end, digits))
        at = end
    return runs


def _is_paused(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether full stops part two single digits: "four. four. seven", "four four... seven"."""
    after = _after_pause(tokens, at)
    group = _group(tokens, after) if at < after < len(tokens) else None
    return group is not None and len(group[0]) == 1


def _after_pause(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].word in (".", "…"):
        at += 1
    return at


def _group(
    tokens: Sequence[Token], at: int, split: frozenset[int] = frozenset()
) -> tuple[str, int] | None:
    """Read the digits said together at ``at``, and the index after them."""
    word = tokens[at].word
    if word[0].isdecimal():
        plain = word.replace(",", "").replace(".", "")
        if not plain.isdecimal():
            return None
        if at + 1 < len(tokens) and tokens[at + 1].word in ("hundred", *SCALES):
            return None
        return plain, at + 1
    if word not in _STARTS:
        return None
    if at in split:
        return str(TENS[word]), at + 1
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if word in _TIMES:
        digit = DIGITS.get(following) or (following if following.isdecimal() else "")
        return (digit * _TIMES[word], at + 2) if len(digit) == 1 else None
    if following in _SEVERAL and word in UNITS and UNITS[word] > 1:
        return _SEVERAL[following] * UNITS[word], at + 2
    if word in UNITS and following in ("hundred", "thousand") and word != "zero":
        return _round_number(tokens, at)
    if word in DIGITS:
        return DIGITS[word], at + 1
    if word in TEENS and following == "hundred":
        return _round_number(tokens, at)
    read = small(tokens, at)
    return (str(read[0]), read[1]) if read else None


def _round_number(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Read "eight hundred" before single digits as 800, "four hundred twelve" as 412."""
    read = read_number(tokens, at)
    if read is None or not isinstance(read[0], int):
        return None
    value, end = read
    following = tokens[end].word if end < len(tokens) else ""
    if tokens[end - 1].word in UNITS and following in DIGITS and tokens[at + 1].word == "hundred":
        return str(UNITS[tokens[at].word] * 100), at + 2
    return str(value), end


def _corrected(turn: TokenisedText, runs: list[DigitRun], low: int) -> list[DigitRun]:
    kept: list[DigitRun] = []
    for run in runs:
        slip = kept[-1] if kept else None
        if slip and corrects(turn, turn.tokens[slip.end - 1].end, turn.tokens[run.first].start):
            digits = run.digits
            part = len(digits) < low if low > 1 else 2 * len(digits) <= len(slip.digits)
            if part and len(digits) < len(slip.digits):
                digits = slip.digits[: -len(digits)] + digits
            kept[-1] = DigitRun(slip.first, run.end, digits)
        else:
            kept.append(run)
    return kept
