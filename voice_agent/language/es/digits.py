"""Spanish digits: "seiscientos doce, treinta y cuatro", telephone numbers, postcodes, IBANs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from voice_agent.language.es.folding import Word, fold, words_of
from voice_agent.language.es.found import Found
from voice_agent.language.es.numbers import number_at
from voice_agent.language.specs import EntitySpec
from voice_agent.text.check_digits import passes

DEFAULT_REGION = "ES"
_PHONE_DIGITS = 9
_POSTCODE_DIGITS = 5
_PROVINCES = 52
_MOST_AT_ONCE = 1_000_000_000
_TIMES = {"doble": 2, "triple": 3}
_BETWEEN = frozenset({"y", "luego", "eh", "guion", "espacio", "mas"})
_IBAN = re.compile(r"\b[a-z]{2}\d\d(?:[ -]?[a-z0-9]{1,4}){3,8}\b")


class Run(NamedTuple):
    """Digits that are said one after the other.

    Attributes:
        digits: The digits; with a ``+`` if it was written or said before them.
        start: First character.
        end: One past the last character.
    """

    digits: str
    start: int
    end: int


def digit_runs(text: str) -> list[Run]:
    """Return the runs of digits of a text, in order."""
    said = words_of(text)
    runs: list[Run] = []
    at, open_run = 0, False
    while at < len(said):
        word = said[at]
        if word.text in _BETWEEN:
            at += 1
            continue
        times = _TIMES.get(word.text, 1)
        digits, end = _digits(said, at + (times > 1))
        if not digits:
            at, open_run = at + 1, False
            continue
        digits *= times
        if open_run:
            before = runs.pop()
            runs.append(Run(before.digits + digits, before.start, said[end - 1].end))
        else:
            plus = text[: word.start].rstrip().endswith("+")
            after_mas = at > 0 and said[at - 1].text == "mas"
            sign = "+" if plus or after_mas else ""
            runs.append(Run(sign + digits, word.start, said[end - 1].end))
        at, open_run = end, True
    return runs


def _digits(said: Sequence[Word], at: int) -> tuple[str, int]:
    if at >= len(said):
        return "", at
    if said[at].text[0].isdecimal():
        return re.sub(r"\D", "", said[at].text), at + 1
    read = number_at(said, at)
    if read is None or read.value >= _MOST_AT_ONCE:
        return "", at
    return str(int(read.value)), read.end


def scan_digits(spec: EntitySpec, text: str) -> Iterator[Found]:
    """Yield runs of as many digits as the entity has."""
    if spec.check == "iban":
        for match in _IBAN.finditer(fold(text)):
            value = re.sub(r"[ -]", "", match[0]).upper()
            if passes("iban", value):
                yield Found(match.start(), match.end(), value)
        return
    for run in digit_runs(text):
        digits = run.digits.lstrip("+")
        if not spec.min_length <= len(digits) <= spec.max_length:
            continue
        if spec.check is None or passes(spec.check, digits):
            yield Found(run.start, run.end, digits)


def scan_phones(spec: EntitySpec, text: str) -> Iterator[Found]:
    """Yield valid telephone numbers in E.164, or as digits where the entity is local."""
    import phonenumbers

    for run in digit_runs(text):
        try:
            number = phonenumbers.parse(run.digits, spec.region or DEFAULT_REGION)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            yield Found(run.start, run.end, value)
        elif spec.local and 5 <= len(run.digits) <= 8:
            yield Found(run.start, run.end, run.digits)


def scan_postcodes(text: str) -> Iterator[Found]:
    """Yield Spanish postcodes, of five digits."""
    for run in digit_runs(text):
        if is_postcode(run.digits):
            yield Found(run.start, run.end, run.digits)


def is_postcode(digits: str) -> bool:
    """Tell whether digits are a Spanish postcode: the first two are a province."""
    whole = len(digits) == _POSTCODE_DIGITS and digits.isdecimal()
    return whole and 1 <= int(digits[:2]) <= _PROVINCES


def lacking(spec: EntitySpec, digits: str) -> int | None:
    """Return how many digits a number lacks; None if that is not known, or there are too many."""
    if spec.kind == "digits" and spec.check != "iban":
        return max(0, spec.min_length - len(digits)) if len(digits) <= spec.max_length else None
    whole = {"phone": _PHONE_DIGITS, "postcode": _POSTCODE_DIGITS}.get(spec.kind)
    foreign = digits.startswith("+") or spec.region not in (None, DEFAULT_REGION)
    if whole is None or foreign or len(digits) > whole:
        return None
    return whole - len(digits)
