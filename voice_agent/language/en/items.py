"""English lists of what is asked for: "two lattes, a mocha and an espresso, all small". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Item

_COUNTS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "a couple of": 2}
_COUNT = r"(?:two|three|four|[234]|a couple of)"
# What is counted here is no item: "two sugars", "2 percent milk", "four hundred".
_NO_ITEM = (
    r"(?!(?: |-)?(?:%|(?:percent|sugars?|shots?|ounces?|oz|pumps?|spoons?|hundred|thousand|dollars?"
    r"|bucks|cents|o'?clock|am|pm|of (?:them|those)|things|drinks|orders)\b|\d))"
)
_FOR = r"(?:(?:then )?for (?:me|us|him|her|them|(?:my|the) \w+) )?"
_PART_OF_IT = r"(?!an? (?:bit|little|lot|touch|splash|dash|drop|pinch|shot|extra)\b)"
_JOINT = re.compile(
    rf"(?:\s*[,;.]\s+(?:and |then |also |plus )*|\s+(?:and|plus)\s+)"
    rf"(?={_FOR}{_PART_OF_IT}(?:an?|one|another|{_COUNT})\b{_NO_ITEM})",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"^[^:]*:\s+(?=\w)")
_FOR_ALL = re.compile(
    r"[,;]?\s+(?:both|all|each|everything)(?: (?:of (?:them|those)|three|four))?(?: in)? "
    r"(?P<what>[\w' -]+?)(?:,? please)?[\s.!]*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:hi|hello|hey|okay|ok|so|well|um|uh|yes|please|can|could|may|i|we|i'd|we'd|i'll|we'll"
    r"|get|have|take|like|want|need|would|order|give|me|us|just|to|you|make|do|there|let|lemme"
    r"|gimme)\b[\s,]*)*"
    rf"{_FOR}",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"(?P<count>{_COUNT})\b{_NO_ITEM}", re.IGNORECASE)


def items(text: str) -> list[Item]:
    """Return what a turn lists, each to be understood by itself; nothing if it lists nothing.

    "Two lattes" is one item that is wanted twice. What is said of all of them ("all small") is
    said with each.
    """
    text = _ANNOUNCED.sub("", text.strip())
    of_all = _FOR_ALL.search(text)
    listed = text[: of_all.start()] if of_all else text
    suffix = f", {of_all['what']}" if of_all else ""
    found = []
    for part in _JOINT.split(listed):
        lead = _LEAD.match(part)
        at = lead.end() if lead else 0
        counted = _COUNTED.match(part, at)
        count = _COUNTS[counted["count"].lower()] if counted else 1
        found.append(Item(part.strip() + suffix, count, at if counted else -1))
    return found if len(found) > 1 or found[0].count > 1 else []
