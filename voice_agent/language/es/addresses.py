"""Spanish postal addresses: "calle Mayor 12, segundo B, 28013 Madrid". Pure.

An address is read from left to right: street, number of the house, floor and door, postcode, town,
province. Only street and number are needed, so that a part that was misheard can be put right
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from voice_agent.language.es.address_parts import (
    house_number,
    postcode,
    province,
    street,
    town,
)
from voice_agent.language.es.address_turn import Part, Turn
from voice_agent.language.es.address_units import amended_unit, unit
from voice_agent.language.es.found import Found
from voice_agent.language.es.street_words import LEAD_INS, NUMBER_MARKS, ORDINALS

PARTS = ("street", "number", "unit", "postcode", "city", "state")
"""Parts of an address, in the order in which they are said."""
Address = dict[str, str]
_FLOOR = re.compile(r"\b(\d+)([ºª])")
_FEMININE = {number: word for word, number in ORDINALS.items() if word.endswith("a")}
_MASCULINE = {number: word for word, number in ORDINALS.items() if word.endswith("o")}


def scan_addresses(text: str, *, full: bool = False, answer: bool = False) -> Iterator[Found]:
    """Yield the addresses of a text.

    Args:
        text: What was recognised.
        full: Whether one needs a town or a postcode besides the street.
        answer: Whether an address was asked for: words that begin the answer may be a street.
    """
    turn, at = Turn(text), 0
    first = _after_lead_ins(turn, 0) if answer else -1
    while at < len(turn.words):
        found, end = _read_before(turn, at) or read_parts(turn, at)
        if not found and at == first:
            found, end = read_parts(turn, at, bare=True)
            # Words that no "calle" makes a street are one only where nothing else is said.
            found = found if turn.stops(end) else {}
        again = turn.taken_back(end) if found else None
        anew, after = read_parts(turn, again, part=True) if again else ({}, end)
        if anew and "street" not in anew:
            found, end = _merged(found, anew), after
        whole = "street" in found and {"number", "unit"} & found.keys()
        if whole and (not full or {"city", "postcode"} & found.keys()):
            yield Found(turn.words[at].start, turn.words[end - 1].end, found)
        at = end if whole else at + 1


def _read_before(turn: Turn, at: int) -> tuple[Address, int] | None:
    """Read an address whose number comes first: "el número 4 de la calle Sol"."""
    number = house_number(turn, at)
    if number is None or turn.word(number.end) != "de":
        return None
    first = number.end + 1 + (turn.word(number.end + 1) in ("el", "la"))
    named = street(turn, first)
    if named is None:
        return None
    found, end = {"street": named.value, "number": number.value}, named.end
    rooms = unit(turn, end, after_number=True)
    if rooms:
        found["unit"], end = rooms
    return found, _rest(turn, end, found)


def read_parts(
    turn: Turn, at: int, *, bare: bool = False, part: bool = False
) -> tuple[Address, int]:
    """Read an address at a word: its parts, and the index after it.

    Args:
        turn: What was said.
        at: Where it begins.
        bare: Whether its street may be named without "calle" or the like.
        part: Whether it may be no more than a part.
    """
    found: Address = {}
    named = street(turn, at, bare=bare)
    if named:
        found["street"], at = named
    marked = turn.word(at) in NUMBER_MARKS
    if named or (part and marked):
        number = house_number(turn, at)
        if number:
            found["number"], at = _latest(turn, number)
    if not found and not part:
        return {}, at
    rooms = unit(turn, at, after_number="number" in found)
    if rooms:
        found["unit"], at = rooms
    if part or (named and len(found) > 1):
        at = _rest(turn, at, found)
    return {key: found[key] for key in PARTS if key in found}, at


def _latest(turn: Turn, number: Part) -> Part:
    """Return the number that takes another back: "12, perdón, 14"."""
    after = turn.taken_back(number.end)
    anew = house_number(turn, after) if after else None
    return anew or number


def _rest(turn: Turn, at: int, found: Address) -> int:
    """Read postcode, town and province into ``found``."""
    for _ in range(3):
        code = None if "postcode" in found else postcode(turn, at)
        if code:
            found["postcode"], at = code
            continue
        place = None if "city" in found else town(turn, at, after=bool(found))
        if place:
            found["city"], at = place
            region = province(turn, at)
            if region:
                found["state"], at = region
    return at


def amended(value: Mapping[str, Any], text: str) -> Address | None:
    """Return an address with the parts that a text gives anew, or None if it gives none.

    "No, el piso tercero" changes the floor alone.
    """
    turn = Turn(text)
    at = _after_lead_ins(turn, 0)
    found, _ = read_parts(turn, at - (turn.word(at - 1) == "en"), part=True)
    kept = {key: str(value[key]) for key in PARTS if key in value}
    merged = _merged(kept, found)
    return merged if found and merged != kept else None


def _merged(kept: Address, anew: Address) -> Address:
    merged = kept | anew
    if "unit" in kept and "unit" in anew:
        merged["unit"] = amended_unit(kept["unit"], anew["unit"])
    return {key: merged[key] for key in PARTS if key in merged}


def say_address(value: Mapping[str, Any]) -> str:
    """Return an address as it is read back: "Calle Mayor, número 12, segundo B, Madrid".

    Raises:
        TypeError: The value is no address.
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"expected the parts of an address, got {value!r}")
    parts = {key: str(value.get(key, "")) for key in PARTS}
    parts["number"] = _number(parts["number"])
    parts["unit"] = _FLOOR.sub(_floor, parts["unit"])
    parts["postcode"] = " ".join(parts["postcode"])
    return ", ".join(part for part in parts.values() if part)


def _number(said: str) -> str:
    if said == "s/n":
        return "sin número"
    if not said:
        return ""
    apart = re.sub(r"(?<=\d)(?=[A-Z])", " ", said)
    said = apart.replace("-", " guion ")
    # "Calle Alfonso Doce, número 3": a name may end with a number, too.
    return said.replace("km", "kilómetro") if said.startswith("km") else f"número {said}"


def _floor(match: re.Match[str]) -> str:
    words = _FEMININE if match[2] == "ª" else _MASCULINE
    return words.get(int(match[1]), f"planta {match[1]}" if match[2] == "º" else match[1])


def _after_lead_ins(turn: Turn, at: int) -> int:
    while turn.word(at) in LEAD_INS and not (turn.word(at) == "no" and turn.is_number(at + 1)):
        at += 1
    return at
