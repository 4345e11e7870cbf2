"""One kind of value: the rule that matches it, and the value of a text that is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from voice_agent.language.en.entities.addresses import scan_addresses
from voice_agent.language.en.entities.dates import scan_dates
from voice_agent.language.en.entities.digits import scan_digits, scan_phones
from voice_agent.language.en.entities.emails import scan_emails
from voice_agent.language.en.entities.gazetteer import gazetteer_of
from voice_agent.language.en.entities.ibans import scan_ibans
from voice_agent.language.en.entities.money import scan_money
from voice_agent.language.en.entities.name_votes import vote
from voice_agent.language.en.entities.names import scan_names
from voice_agent.language.en.entities.number_scan import scan_numbers
from voice_agent.language.en.entities.past_dates import scan_past_dates
from voice_agent.language.en.entities.postcodes import scan_postcodes
from voice_agent.language.en.entities.retractions import (
    is_unsuited,
    only_suited,
    only_total,
    without_retracted,
    without_ruled_out,
)
from voice_agent.language.en.entities.spelled_addresses import spelled_out
from voice_agent.language.en.entities.times import scan_times
from voice_agent.language.en.entities.tokens import (
    Match,
    TokenisedText,
    collapse,
    last_said,
    tokenise,
)
from voice_agent.language.en.entities.vague import value_ranges
from voice_agent.language.specs import EntityKind, EntitySpec
from voice_agent.text.check_digits import passes

Scanner = Callable[[EntitySpec, TokenisedText, date, bool], list[Match]]
"""Finds values of one kind in a turn. The last argument: did the model mark one of this kind?"""


def _scan_list(spec: EntitySpec, turn: TokenisedText, today: date, marked: bool) -> list[Match]:
    return [match for _, match in gazetteer_of({"": spec}).find(turn)]


def _scan_dates(spec: EntitySpec, turn: TokenisedText, today: date, marked: bool) -> list[Match]:
    if spec.past:
        return scan_past_dates(turn, today, spec.region)
    return scan_dates(turn, today, spec.when)


def _scan_digits(spec: EntitySpec, turn: TokenisedText, today: date, marked: bool) -> list[Match]:
    if spec.check == "iban":
        return scan_ibans(turn)
    matches = scan_digits(turn, spec.min_length, spec.max_length, marked)
    check = spec.check
    return matches if check is None else [match for match in matches if passes(check, match.value)]


def _scan_names(spec: EntitySpec, turn: TokenisedText, today: date, marked: bool) -> list[Match]:
    return [name for name in scan_names(turn) if is_full_enough(spec, name)]


SCANNERS: Mapping[EntityKind, Scanner] = {
    "list": _scan_list,
    "money": lambda spec, turn, today, marked: scan_money(turn),
    "date": _scan_dates,
    "time": lambda spec, turn, today, marked: scan_times(turn),
    "number": lambda spec, turn, today, marked: scan_numbers(turn),
    "digits": _scan_digits,
    "phone": lambda spec, turn, today, marked: scan_phones(turn, marked, spec.region, spec.local),
    "postcode": lambda spec, turn, today, marked: scan_postcodes(
        turn, spec.region, misheard=marked
    ),
    "address": lambda spec, turn, today, marked: scan_addresses(turn, spec.full),
    "email": lambda spec, turn, today, marked: scan_emails(turn),
    "name": _scan_names,
}

# A PIN that does not work is still the one that was said.
_CHOSEN = frozenset(("date", "time", "money", "number"))
_SUITS = frozenset(("date", "time"))


def scan(
    spec: EntitySpec, turn: TokenisedText, today: date, *, marked_by_model: bool = False
) -> list[Match]:
    """Find values of one entity; without the model's mark only those that the text marks."""
    found = _meant(spec, turn, SCANNERS[spec.kind](spec, turn, today, marked_by_model))
    matches = collapse(turn, without_retracted(turn, found))
    return matches if marked_by_model else [match for match in matches if match.marked]


def not_meant(spec: EntitySpec, turn: TokenisedText, today: date) -> list[Match]:
    """Find values of one entity that a turn names and does not choose: "Friday doesn't work"."""
    if spec.kind not in _CHOSEN:
        return []
    found = SCANNERS[spec.kind](spec, turn, today, True)
    meant = _meant(spec, turn, found)
    return [match for match in found if match not in meant]


def _meant(spec: EntitySpec, turn: TokenisedText, found: list[Match]) -> list[Match]:
    if spec.kind in _CHOSEN:
        found = [match for match in found if not is_unsuited(turn, match)]
    if spec.kind == "money":
        found = only_total(turn, found)
    if spec.kind in _SUITS:
        found = only_suited(turn, found)
    return found


def normalise(spec: EntitySpec, text: str, *, today: date) -> Any | None:
    """Return the value of ``text``, or None if it has none of ``spec``.

    Of several values the one said last after a correction counts, else the surest and longest. A
    range ("between fifty and sixty") is no value.
    """
    if spec.kind == "name":
        return vote([[text]], spec.full)
    turn = tokenise(spelled_out(text) if spec.kind == "address" else text)
    matches = scan(spec, turn, today, marked_by_model=True)
    if spec.kind in ("date", "money", "number") and any(value_ranges(turn, matches)):
        return None
    match = last_said(turn, matches)
    if match is not None:
        return match.value
    if spec.kind == "list":
        nearest = gazetteer_of({"": spec}).closest(tokenise(without_ruled_out(text)))
        return nearest.value if nearest else None
    return None


def is_full_enough(spec: EntitySpec, name: Match) -> bool:
    """Tell whether a name has the parts that the entity asks for."""
    return not spec.full or " " in name.value
