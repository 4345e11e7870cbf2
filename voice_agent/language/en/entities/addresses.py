"""Postal addresses: "one twenty three north main street apartment four b, Springfield, Illinois".

An address is read from left to right: house number, street, unit, and from the end: postcode and
state; what is left is the city. Only number and street are needed, so that a part that was misheard
can be put right alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.language.en.entities.address_parts import (
    NUMBER_MARKS,
    POSTCODE_DIGITS,
    STOPS,
    after_stops,
    bare_unit,
    house_number,
    is_word,
    postcode,
    state,
    street_name,
    unit,
    written,
)
from voice_agent.language.en.entities.number_words import DIGITS, TEENS, TENS
from voice_agent.language.en.entities.retractions import without_ruled_out
from voice_agent.language.en.entities.street_words import (
    STATES,
    STREETS,
    SURE_STREETS,
    UNITS,
)
from voice_agent.language.en.entities.tokens import Match, TokenisedText, tokenise
from voice_agent.text.word_lists import word_set

PARTS = ("number", "street", "unit", "city", "state", "postcode")
"""Parts of an address, in the order in which they are said."""
_LEAD_INS = word_set(
    """
    my the an address is it's its it that's that i we live living at on in yes yeah sure okay ok so
    well no not sorry actually mean meant make should be please to new current home mailing
    shipping , . : ; !
    """
)
_NAMED = word_set("number house zip code postcode is")
"""Words before a number that put right one of an address: "the number is 124"."""
_CLEAR_WORDS = 4

Address = dict[str, str]


def scan_addresses(turn: TokenisedText, full: bool = False) -> list[Match]:
    """Find an address with number and street; a ``full`` one has a city or a postcode, too.

    It is marked if its street is one beyond doubt.
    """
    for at in range(len(turn.tokens)):
        if not _may_begin(turn, at):
            continue
        found, end = read_parts(turn, at)
        clear = _is_clear(turn, at, end)
        if not found.get("street") or not (found.get("number") or found.get("unit")):
            continue
        if full and not {"city", "postcode"} & found.keys():
            continue
        if clear or _is_all(turn, at):
            return [turn.match(at, end, found, clear)]
    return []


def amended(value: Mapping[str, Any], text: str) -> Address | None:
    """Return an address with the parts that a text gives anew, or None if it gives none.

    "No, apartment five" changes the unit alone.
    """
    turn = tokenise(without_ruled_out(text))
    at = _after_lead_ins(turn, 0)
    found, _ = read_parts(turn, at, part=True)
    kept = {part: str(value[part]) for part in PARTS if part in value}
    merged = {part: (kept | found)[part] for part in PARTS if part in kept | found}
    return merged if found and merged != kept else None


def has_street_kind(value: Mapping[str, Any]) -> bool:
    """Tell whether the street of an address has a word for one: "Elm Street"."""
    return any(word.lower() in STREETS for word in str(value.get("street", "")).split()[1:])


def read_parts(turn: TokenisedText, at: int, *, part: bool = False) -> tuple[Address, int]:
    """Read an address at a token: its parts, and the index after it.

    Args:
        turn: What was said.
        at: Where it begins.
        part: Whether it may be no more than a part, so that words alone are no street.
    """
    found: Address = {}
    before = unit(turn, at)
    if before:
        found["unit"], at = before
        at = after_stops(turn, at)
    number = house_number(turn, at)
    # Recognisers end a sentence after the number of a house.
    named_at = after_stops(turn, number.end) if number else at
    street = street_name(turn, named_at, named=part)
    named = (at > 0 and turn.word(at - 1) in _NAMED) or turn.word(at) in NUMBER_MARKS
    if number and (street or not part or (named and _is_last(turn, number.end))):
        place = "postcode" if len(number.value) in POSTCODE_DIGITS and not street else "number"
        found[place], at = number
    if street:
        found["street"], at = street
    at = after_stops(turn, at)
    after = unit(turn, at) or (bare_unit(turn, at) if street else None)
    if after:
        found["unit"], at = after
    end = _rest(turn, at, found, loose=bool(street) or not part)
    return {key: found[key] for key in PARTS if key in found}, end


def say_address(value: Mapping[str, Any]) -> str:
    """Return an address as it is read back: "1 2 3 North Main Street, apartment 4 B, ...".

    Raises:
        TypeError: The value is no address.
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"expected the parts of an address, got {value!r}")
    said = [f"{_in_digits(str(value.get('number', '')))} {value.get('street', '')}".strip()]
    unit, _, number = str(value.get("unit", "")).rpartition(" ")
    said.append(f"{unit.lower()} {_in_digits(number)}".strip())
    state = str(value.get("state", ""))
    said += [str(value.get("city", "")), STATES.get(state, state)]
    groups = str(value.get("postcode", "")).replace(" ", "").split("-")
    said += [" ".join(group) for group in groups]
    return ", ".join(part for part in said if part)


def _in_digits(number: str) -> str:
    """Separate what is heard best one by one: "1 2 3", "4 B", but "34"."""
    short = number.isdecimal() and len(number) <= 2
    return number if short or not any(map(str.isdecimal, number)) else " ".join(number)


def _may_begin(turn: TokenisedText, at: int) -> bool:
    word = turn.word(at)
    before = turn.word(at - 1)
    if before in DIGITS or before in TENS or before[:1].isdecimal():
        return False
    return word[0].isdecimal() or word in UNITS or word in DIGITS or word in TEENS or word in TENS


def _is_clear(turn: TokenisedText, at: int, end: int) -> bool:
    return any(turn.word(index) in SURE_STREETS for index in range(at + 1, end))


def _is_all(turn: TokenisedText, at: int) -> bool:
    """Tell whether an answer begins with the address, so that any word may be the street."""
    return _after_lead_ins(turn, 0) >= at or at == 0


def _after_lead_ins(turn: TokenisedText, at: int) -> int:
    while turn.word(at) in _LEAD_INS or (
        turn.word(at) in NUMBER_MARKS and turn.word(at - 1) != "" and turn.word(at) != ""
    ):
        at += 1
    return at


def _is_last(turn: TokenisedText, at: int) -> bool:
    return after_stops(turn, at) >= len(turn.tokens)


def _rest(turn: TokenisedText, at: int, found: Address, *, loose: bool) -> int:
    """Read city, state and postcode into ``found``; return the index after them."""
    end = len(turn.tokens)
    while end > at and turn.word(end - 1) in STOPS:
        end -= 1
    last = end
    code = postcode(turn, at, end)
    if code:
        found["postcode"], end = code.value, code.end
    while end > at and turn.word(end - 1) in STOPS:
        end -= 1
    region = state(turn, at, end, sure=code is not None)
    if region:
        found["state"], end = region.value, region.end
    at = after_stops(turn, at)
    at += turn.word(at) == "in"
    said = [index for index in range(at, end) if turn.word(index) not in STOPS]
    plain = all(is_word(turn, index) and turn.word(index) not in UNITS for index in said)
    if said and plain and loose and len(said) <= _CLEAR_WORDS:
        found["city"] = " ".join(written(turn, index) for index in said)
        return last
    return last if code or region else at
