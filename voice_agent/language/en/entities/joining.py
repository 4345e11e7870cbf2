"""Numbers that are given in pieces, over several turns: "two one two", "five five five", ..."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from voice_agent.language.en.entities.digits import DEFAULT_REGION, digit_runs
from voice_agent.language.en.entities.scanners import normalise
from voice_agent.language.en.entities.tokens import CUES, tokenise
from voice_agent.language.specs import EntitySpec

_MOST_MISSING = 15
# "It's lisa dot" goes on, "my email at home" does not.
_OPEN_ADDRESS = re.compile(r"\b(?:dot|at|underscore|dash|hyphen|plus)$")
_ZIP_DIGITS = 5


def join(spec: EntitySpec, parts: Sequence[str], *, today: date) -> Any | None:
    """Return the value that the pieces form together, or None if they form none.

    A piece that is a whole value counts alone. One that begins like all the earlier ones begins
    anew, unless it is what they lack ("four", "four seven one"), and one after a "no" replaces as
    many digits as it has.

    Args:
        spec: What was asked for.
        parts: The answers, oldest first.
        today: Day from which relative dates count.
    """
    if not parts:
        return None
    alone = normalise(spec, parts[-1], today=today)
    if len(parts) == 1 or not _is_counted(spec):
        return alone
    digits = _digits(parts, _length(spec))
    value = normalise(spec, " ".join(digits), today=today) if digits else None
    return alone if value is None else value


def missing(spec: EntitySpec, parts: Sequence[str]) -> int | None:
    """Return how many digits the pieces lack for a value.

    Returns:
        0 when they may be a whole one; None when there are no digits, too many, or no fixed number
        of them.
    """
    if spec.kind == "email":
        return 1 if _OPEN_ADDRESS.search(" ".join(parts).lower().rstrip(" .,")) else None
    digits = _digits(parts, _length(spec)) if _is_counted(spec) else ""
    if not digits:
        return None
    if spec.kind == "digits":
        return max(0, spec.min_length - len(digits)) if len(digits) <= spec.max_length else None
    if spec.kind == "postcode":
        return _ZIP_DIGITS - len(digits) if len(digits) <= _ZIP_DIGITS else None
    return _missing_of_phone(digits, spec.region or DEFAULT_REGION)


def _is_counted(spec: EntitySpec) -> bool:
    zip_code = spec.kind == "postcode" and spec.region == "US"
    return spec.kind == "phone" or zip_code or (spec.kind == "digits" and spec.check != "iban")


def _length(spec: EntitySpec) -> int:
    """Return how many digits a value has, 0 if that is not fixed."""
    if spec.kind == "postcode":
        return _ZIP_DIGITS
    return spec.min_length if spec.kind == "digits" and spec.min_length == spec.max_length else 0


def _digits(parts: Sequence[str], length: int) -> str:
    total = ""
    for part in parts:
        turn = tokenise(part)
        said = "".join(run.digits for run in digit_runs(turn, sound_alike=True))
        begins = total and said.startswith(total) and len(said) > len(total)
        if begins and len(total) + len(said) != length:
            total = said
        elif said and turn.word(0) in CUES and len(said) <= len(total):
            total = total[: -len(said)] + said
        else:
            total += said
    return total


def _missing_of_phone(digits: str, region: str) -> int | None:
    import phonenumbers

    possible = phonenumbers.ValidationResult.IS_POSSIBLE
    for count in range(_MOST_MISSING):
        try:
            number = phonenumbers.parse(digits + "0" * count, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number_with_reason(number) == possible:
            return count
    return None
