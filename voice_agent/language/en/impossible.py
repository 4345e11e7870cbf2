"""Values that cannot be, and why: the 31st of June, 25 o'clock, a digit too many. Pure."""

from __future__ import annotations

import re

from voice_agent.language.en.entities.date_text import MONTHS
from voice_agent.language.en.entities.digits import digit_runs
from voice_agent.language.en.entities.numbers import scan_numbers
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MOST_DAYS = 31
_ORDINALS = {
    "thirtieth": 30,
    "thirty first": 31,
    "thirty second": 32,
    "thirty third": 33,
    "thirty fourth": 34,
    "thirty fifth": 35,
    "fortieth": 40,
    "thirty": 30,
    "thirty one": 31,
    "thirty two": 32,
}
_DAY = (
    r"(?P<{0}>\d{{1,2}}(?:st|nd|rd|th)?|"
    + "|".join(sorted(map(re.escape, _ORDINALS), key=len, reverse=True))
    + ")"
)
_DATE = re.compile(
    rf"\b(?:(?:the )?(?:{_DAY.format('before')})(?: day)?(?: of)? (?P<month>{'|'.join(MONTHS)})"
    rf"|(?P<month2>{'|'.join(MONTHS)})(?: the)? {_DAY.format('after')}"
    rf"|the {_DAY.format('alone')})\b"
)
_CLOCK = re.compile(r"o'? ?clock|\b[ap]\.? ?m\b|\d:\d|hundred hours")
_NEGATIVE = re.compile(r"\b(?:minus|negative) (?=\$?\w)")


def impossible(spec: EntitySpec, text: str) -> str:
    """Return why the value of an answer cannot be; empty if that is not known."""
    said = " ".join(re.sub(r"[-,]", " ", text.lower()).split())
    if spec.kind == "date":
        return _no_such_day(said)
    if spec.kind == "time":
        return _no_such_time(text)
    if spec.kind in ("money", "number") and _NEGATIVE.search(said):
        return "That would be less than nothing."
    if spec.kind == "digits":
        return _wrong_length(spec, text)
    return ""


def _no_such_day(said: str) -> str:
    for match in _DATE.finditer(said):
        day = next(match[name] for name in ("before", "after", "alone") if match[name])
        number = _ORDINALS.get(day) or int(re.sub(r"\D", "", day))
        month = match["month"] or match["month2"]
        if month and number > _LENGTHS[MONTHS[month] - 1]:
            days = _LENGTHS[MONTHS[month] - 1]
            return f"{month.title()} has only {days} days."
        if number > _MOST_DAYS:
            return f"No month has {number} days."
    return ""


def _no_such_time(text: str) -> str:
    if not _CLOCK.search(text.lower()):
        return ""
    hours = [match.value for match in scan_numbers(tokenise(text))]
    if any(isinstance(hour, int | float) and 24 < hour < 100 for hour in hours[:1]):
        return "The clock has only 24 hours."
    return ""


def _wrong_length(spec: EntitySpec, text: str) -> str:
    count = sum(len(run.digits) for run in digit_runs(tokenise(text), sound_alike=True))
    if count <= spec.max_length:
        return ""
    length = f"{spec.min_length}" if spec.min_length == spec.max_length else f"{spec.max_length}"
    return f"Those are {count} digits, and I need {length}."
