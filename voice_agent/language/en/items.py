"""English lists of what is asked for: "two lattes, a mocha and an espresso, all small". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Item

_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_COUNTS = {word: at for at, word in enumerate(_WORDS, 2)} | {
    **{str(at): at for at in range(2, 100)},
    **{ten: 10 * at for at, ten in enumerate(("thirty", "forty", "fifty"), 3)},
    "a hundred": 100,
    "a couple of": 2,
    "a dozen": 12,
    "half a dozen": 6,
}
_COUNT = (
    r"(?:a couple of|(?:half )?a dozen|a hundred|[1-9]\d|[2-9]|"
    + "|".join(sorted((word for word in _COUNTS if word.isalpha()), key=len, reverse=True))
    + ")"
)
# What is counted here is no item: "two sugars", "2 percent milk", "four hundred".
_MEASURES = (
    r"percent|sugars?|shots?|ounces?|oz|pumps?|spoons?|hundred|thousand|dollars?|bucks|cents"
    r"|o'?clock|am|pm"
)
_NO_MEASURE = rf"(?!(?: |-)?(?:%|(?:{_MEASURES})\b|\d))"
_NO_ITEM = rf"(?!(?: |-)?(?:%|(?:{_MEASURES}|of (?:them|those)|things|drinks|orders|to)\b|\d))"
_FOR = r"(?:(?:then )?for (?:me|us|him|her|them|(?:my|the) \w+) )?"
_PART_OF_IT = r"(?!an? (?:bit|little|lot|touch|splash|dash|drop|pinch|shot|extra)\b)"
_JOINT = re.compile(
    rf"(?:\s*[,;.]\s+(?:and |then |also |plus )*|\s+(?:and|plus)\s+)"
    rf"(?={_FOR}{_PART_OF_IT}(?:an?|one|another|{_COUNT})\b{_NO_ITEM})",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"^[^:]*:\s+(?=\w)")
_OF_EACH = re.compile(r"[,;]?\s+(?:just )?one (?:of )?each\b", re.IGNORECASE)
_FOR_ALL = re.compile(
    r"[,;]?\s+(?:both|all|each|everything)(?: (?:of (?:them|those)|three|four))?(?: in)? "
    r"(?P<what>[\w' -]+?)(?:,? please)?[\s.!]*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:hi|hello|hey|okay|ok|so|well|um|uh|yes|please|can|could|may|(?:i|we)(?:['\u2019](?:d|ll))?"
    r"|get|have|take|like|want|need|would|order|give|me|us|just|to|you|make|do|it|that|there|let|lemme"
    r"|gimme)\b[\s,]*)*"
    rf"{_FOR}",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"(?P<count>{_COUNT})\b{_NO_ITEM}", re.IGNORECASE)
# "Two lattes, one with soy, the other small": each of them has what is said of it.
_ONE = (
    r"(?:(?:the )?(?:other|first|second|third|last)(?: one)?|another(?: one)?"
    rf"|(?:one|{_COUNT})\b(?!.*\b(?:each|both)\b){_NO_MEASURE}(?: of (?:them|those))?)"
)
_SHARED = re.compile(
    rf"(?P<what>[^,.;:]+?)(?:[,.;:]+|(?= with (?:one|{_COUNT})\b))\s*(?:with |and |so )?"
    rf"(?P<each>{_ONE}\b.+)",
    re.IGNORECASE,
)
_NEXT_ONE = re.compile(rf"(?:\s*[,.;]\s*(?:and )?|\s+and )(?={_ONE}\b)", re.IGNORECASE)
_ONE_OF_THEM = re.compile(rf"{_ONE}\b[\s,:]*(?:is |should be |just |as )*", re.IGNORECASE)
_AT_ONCE = (
    r"(?:(?:and|oh|ah|um|uh|well|okay|ok|sorry|wait|actually|so|please|but|you know what|hm+"
    r"|on second thoughts?|just|rather|(?:can|could|would|will|may) (?:you|i|we)"
    r"|(?:i|we)(?:'ll| will|'d like| would like)?|let's) )*"
)
_MAKE_IT = r"(?:make|do) (?:that|it|this)(?: into)? "
_MORE = re.compile(
    rf"{_AT_ONCE}(?:{_MAKE_IT}|(?:(?:make|do|have|get|take|need|want|order|give)(?: me| us)? )?)"
    rf"(?:(?P<count>{_COUNT})\b(?P<further> more)?|double|twice)"
    r"(?: (?:of (?:those|them|these|that|the same)|instead|in total|then|please|actually|sorry"
    r"|thanks|altogether|times|that|for (?:me|us|(?:my|our) \w+)))*"
)
_MORE_OF_WHAT = re.compile(
    rf"{_AT_ONCE}(?:{_MAKE_IT}(?P<count>{_COUNT})|(?:(?:have|get|take|need|want|order|give)"
    rf"(?: me| us)? )?(?P<further>{_COUNT}) more)\b{_NO_MEASURE} .+"
)


def items(text: str) -> list[Item]:
    """Return what a turn lists, each to be understood by itself; nothing if it lists nothing.

    "Two lattes" is one item that is wanted twice. What is said of all of them ("all small") is
    said with each.
    """
    text = _OF_EACH.sub("", _ANNOUNCED.sub("", text.strip()))
    shares = _shares(text)
    if shares:
        return shares
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


def _shares(text: str) -> list[Item]:
    """Return each of several things of one kind, with what is said of it alone."""
    lead = _LEAD.match(text)
    at = lead.end() if lead else 0
    counted = _COUNTED.match(text, at)
    match = _SHARED.fullmatch(text, counted.end()) if counted else None
    if counted is None or match is None or _JOINT.search(match["what"]):
        return []
    left, what, found = _COUNTS[counted["count"].lower()], match["what"].strip(), []
    for part in _NEXT_ONE.split(match["each"].rstrip(" .!")):
        one = _ONE_OF_THEM.match(part)
        several = _COUNTED.match(part)
        count = _COUNTS[several["count"].lower()] if several else 1
        left -= count
        found.append(Item(f"{what}, {part[one.end() if one else 0 :]}", count))
    if left < 0:
        return []
    return [*found, Item(what, left)] if left else found


def more(text: str) -> int:
    """Return how many more of what was just done a turn asks for: 1 for "make that two"."""
    words = " ".join(re.sub(r"[^\w']+", " ", text.lower().replace("\u2019", "'")).split())
    if words.isdigit() or words in _COUNTS:
        return 0  # An answer to whatever was asked.
    match = _MORE.fullmatch(words) or _MORE_OF_WHAT.fullmatch(words)
    if match is None:
        return 0
    further, count = match["further"], match["count"]
    if further and not count:
        return _COUNTS[further]
    return _COUNTS.get(count, 2) - (0 if further else 1)
