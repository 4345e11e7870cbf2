"""Dates: "11/12/2026" is "November 12, 2026", "Mon-Fri" is "Monday to Friday". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from voice_agent.language.en.verbalise import MONTHS, WEEKDAYS, say_date, say_time

_MONTH_OF = {name[:3].lower(): name for name in MONTHS}
_DAY_OF = {name[:3].lower(): name for name in WEEKDAYS}
_SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_MONTH = rf"(?:{_SHORT_MONTH}\b\.?|{'|'.join(MONTHS)})"
_SHORT_DAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
_WEEKDAY = rf"(?:{_SHORT_DAY}\b\.?|{'|'.join(WEEKDAYS)})"
_DASH = r"\s?[-–—]\s?"
_ORDINAL = r"(?:st|nd|rd|th)?"

_HAS_NUMERIC = re.compile(r"\d[/.-]\d")
_HAS_NAME = re.compile(
    rf"\b(?:{'|'.join(m[:3] for m in MONTHS)}|{'|'.join(d[:3] for d in WEEKDAYS)})"
)
_ISO = re.compile(
    r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
)
_NUMERIC = re.compile(r"(?<![\w./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?![\w/-]|\.\d)")
_YEAR_FIRST = re.compile(r"(?<![\w/])(\d{4})/(\d{1,2})/(\d{1,2})(?![\w/])")
_PARTS = frozenset((2, 3, 4, 5, 8))
_MONTH_AND_DAY = r"(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])"
_WITHOUT_YEAR = re.compile(
    r"\b(on|by|due|until|till|before|after|since|from|dated|through|and|to|is|was|date|deadline"
    r"|today(?:['’]s)?|it['’]s|between|week\s+of|(?:Mon|Tues?|Wednes|Wed|Thurs?|Thu|Fri|Satur|Sat|Sun)"
    r"(?:day)?\.?|tomorrow|yesterday)([:,]?\s+)"
    rf"{_MONTH_AND_DAY}(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
_AT_A_TIME = re.compile(rf"(?<![\w./-]){_MONTH_AND_DAY}(?=\s+(?:at|@)\s+\d)")
_NUMERIC_RANGE = re.compile(
    rf"(?<![\w./-]){_MONTH_AND_DAY}\s?(?:[-–—]|to)\s?{_MONTH_AND_DAY}(?![\w/-]|\.\d)"
)
_NEXT_ONE = re.compile(
    rf"(\b(?:{'|'.join(MONTHS)}) \d{{1,2}} (?:or|and|to) ){_MONTH_AND_DAY}(?![\w/-])"
)
_NAME_BETWEEN = re.compile(rf"(?<![\w-])(\d{{1,2}})-({_SHORT_MONTH}|May)-(\d{{4}}|\d\d)(?![\w-])")
_MONTH_OF_YEAR = re.compile(r"(?<![\w./-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\w/-]|\.\d)")
_EXPIRY = re.compile(
    r"\b(exp(?:\.|ires|iry|iration)?(?:\s+date)?|valid\s+(?:thru|through|until))"
    r"(:?\s+(?:is\s+|on\s+|in\s+)?)(0[1-9]|1[0-2])/(\d{4}|\d\d)(?![\w/])",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}}){_ORDINAL}\b"
    rf"(?:{_DASH}(?P<last>\d{{1,2}}){_ORDINAL}\b)?(?:,?\s+(?P<year>\d{{4}})\b)?"
)
_DAY_MONTH = re.compile(
    rf"\b(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH})(?![a-z])(?:,?\s+(?P<year>\d{{4}})\b)?"
)
_MONTHS_RANGE = re.compile(rf"\b({_MONTH}){_DASH}({_MONTH})(?![a-z])")
_MONTH_YEAR = re.compile(rf"\b({_SHORT_MONTH})\b\.?(?=\s+(?:19|20)\d\d\b)")
_MONTH_ALONE = re.compile(rf"\b({_SHORT_MONTH})\.(?=(\s+[A-Z]|\s*$)?)")
_DAYS_RANGE = re.compile(rf"\b({_WEEKDAY}){_DASH}({_WEEKDAY})(?![a-z])")
_DAY_ALONE = re.compile(
    rf"\b({_SHORT_DAY})(?:\.(?=(\s+[A-Z]|\s*$)?)|(?=,?\s+(?:\d|{_MONTH}\s+\d|(?:noon|closed)\b)))"
    r"|\b(Tues?|Thurs?|Thu|Fri)\b(?!\w)"
)


def speak(text: str) -> str:
    """Return a text with its dates as they are spoken."""
    if _HAS_NUMERIC.search(text):
        text = _numbers(text)
    if _HAS_NAME.search(text):
        text = _names(text)
    return text


def _numbers(text: str) -> str:
    text = _ISO.sub(_iso, text)
    text = _YEAR_FIRST.sub(lambda m: _day(m, int(m[1]), int(m[2]), int(m[3])), text)
    text = _NUMERIC.sub(_numeric, text)
    text = _EXPIRY.sub(lambda m: f"{m[1]}{m[2]}{MONTHS[int(m[3]) - 1]} {_year(m[4])}", text)
    text = _MONTH_OF_YEAR.sub(lambda m: f"{MONTHS[int(m[2]) - 1]} {m[1]}", text)
    text = _NUMERIC_RANGE.sub(_numeric_range, text)
    text = _WITHOUT_YEAR.sub(lambda m: f"{m[1]}{m[2]}{MONTHS[int(m[3]) - 1]} {int(m[4])}", text)
    text = _AT_A_TIME.sub(lambda m: f"{MONTHS[int(m[1]) - 1]} {int(m[2])}", text)
    return _NEXT_ONE.sub(lambda m: f"{m[1]}{MONTHS[int(m[2]) - 1]} {int(m[3])}", text)


def _names(text: str) -> str:
    text = _NAME_BETWEEN.sub(lambda m: f"{_month(m[2])} {int(m[1])}, {_year(m[3])}", text)
    text = _MONTH_DAY.sub(_month_day, text)
    text = _DAY_MONTH.sub(_day_month, text)
    text = _MONTHS_RANGE.sub(lambda m: f"{_month(m[1])} to {_month(m[2])}", text)
    text = _MONTH_YEAR.sub(lambda m: _month(m[1]), text)
    text = _MONTH_ALONE.sub(_with_stop(_month), text)
    text = _DAYS_RANGE.sub(_weekdays, text)
    return _DAY_ALONE.sub(_with_stop(_weekday), text)


def _iso(match: re.Match[str]) -> str:
    said = _day(match, int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None or said == match[0]:
        return said
    try:
        return f"{said} at {say_time(time(int(match[4]), int(match[5])))}"
    except ValueError:
        return match[0]


def _numeric(match: re.Match[str]) -> str:
    first, mark, second, year = int(match[1]), match[2], int(match[3]), match[4]
    if mark == "." and len(year) == 2:
        return match[0]  # "1.2.26" is as likely a version.
    # Americans write the month first; with dots the day comes first, as in most of Europe.
    month, day = (second, first) if mark == "." or first > 12 else (first, second)
    return _day(match, _year(year), month, day)


def _numeric_range(match: re.Match[str]) -> str:
    """Read "11/30–12/2"; "1/2-3/4" are as likely parts of a whole."""
    first, last = ((int(match[n]), int(match[n + 1])) for n in (1, 3))
    if all(day in _PARTS and month < day for month, day in (first, last)):
        return match[0]
    return " to ".join(f"{MONTHS[month - 1]} {day}" for month, day in (first, last))


def _day(match: re.Match[str], year: int, month: int, day: int) -> str:
    try:
        return say_date(date(year, month, day))
    except ValueError:
        return match[0]


def _year(written: str) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    return year + (2000 if year < 50 else 1900)


def _month_day(match: re.Match[str]) -> str:
    last = f" to {match['last']}" if match["last"] else ""
    year = f", {match['year']}" if match["year"] else ""
    return f"{_month(match['month'])} {match['day']}{last}{year}"


def _day_month(match: re.Match[str]) -> str:
    if not 0 < int(match["day"]) <= 31 or (match["month"] == "May" and not match["year"]):
        return match[0]
    year = f", {match['year']}" if match["year"] else ""
    return f"{_month(match['month'])} {match['day']}{year}"


def _month(written: str) -> str:
    return _MONTH_OF[written[:3].lower()]


def _weekday(written: str) -> str:
    return _DAY_OF[written[:3].lower()]


def _weekdays(match: re.Match[str]) -> str:
    rest = match.string[match.end() :]
    stop = "." if match[2].endswith(".") and re.match(r"\s*$|\s+[A-Z]", rest) else ""
    return f"{_weekday(match[1])} to {_weekday(match[2])}{stop}"


def _with_stop(name: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    """Return a substitution that keeps the full stop where it ends a sentence as well."""

    def replace(match: re.Match[str]) -> str:
        stop = "." if match.lastindex and match.lastindex >= 2 and match[2] is not None else ""
        return name(match[0]) + stop

    return replace
