"""How English moves a day or a time that is known: "a day earlier", "half an hour later". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Shift
from voice_agent.language.en.entities.number_words import SMALL

_UNITS = {
    "day": Shift(days=1),
    "week": Shift(days=7),
    "hour": Shift(minutes=60),
    "minute": Shift(minutes=1),
    "half an hour": Shift(minutes=30),
    "quarter of an hour": Shift(minutes=15),
}
_ONE = ("a", "an", "another")
_ENDS = r"(?= that\b|\W*$)"
_AMOUNT = (
    r"(?P<count>an?|another|one|two|three|four|five|six|seven|eight|nine|ten|fifteen"
    r"|twenty|thirty|forty five|\d{1,2}) (?P<unit>day|week|hour|minute)s?"
)
_MOVED = re.compile(
    r"\b(?:(?P<back>(?:bring|pull) (?:it|that|this|the \w+)(?: (?:forward|up|in))?"
    r"|move (?:it|that|this|the \w+) (?:up|forward|ahead))"
    r"|(?:push|delay|postpone|move|shift|put) (?:it|that|this|the \w+)(?: (?:back|off|out))?)"
    rf"(?: by)? {_AMOUNT}\b(?! (?:from|ago))"
)
_SHIFT = re.compile(
    rf"(?:(?<!half )\b{_AMOUNT}"
    r"|\b(?P<part>half an hour|quarter of an hour))"
    rf" (?:(?P<back>earlier|sooner|before{_ENDS})|(?:later|after{_ENDS}))\b"
)
_BESIDE = re.compile(
    r"\bthe (?:(?:very )?(?:next|following) (?P<next>day|week)(?=\W*$|[,.;]| that\b)"
    rf"|(?P<unit>day|week) (?:(?P<back>before)|after){_ENDS})"
)


def shift(text: str) -> Shift | None:
    """Return by how much a turn moves the day or the time that was given; ``None`` if it does not.

    "The day after tomorrow" and "two days before Christmas" are days of their own.
    """
    said = text.lower().replace("-", " ")
    beside = _BESIDE.search(said)
    if beside:
        return _times(-1 if beside["back"] else 1, beside["next"] or beside["unit"])
    moved = _MOVED.search(said)
    if moved:
        count = _number(moved["count"])
        return _times(-count if moved["back"] else count, moved["unit"])
    found = _SHIFT.search(said)
    if found is None:
        return None
    count = _number(found["count"]) if found["count"] else 1
    return _times(-count if found["back"] else count, found["unit"] or found["part"])


def _number(words: str) -> int:
    if words in _ONE or words.isdecimal():
        return 1 if words in _ONE else int(words)
    return sum(SMALL[word] for word in words.split())


def _times(count: int, unit: str) -> Shift:
    return Shift(count * _UNITS[unit].days, count * _UNITS[unit].minutes)
