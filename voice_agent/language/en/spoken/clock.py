"""Times of day: "15:00" is "3 PM", "9am-5pm" is "9 AM to 5 PM". Pure."""

from __future__ import annotations

import re
from datetime import time

from voice_agent.language.en.verbalise import say_time

_HALF = r"(?P<half{n}>[ap])(?:\.\s?m\.|\.?m\b)"
_HALVED = rf"(?P<hour{{n}}>1[0-2]|0?[1-9])(?:[:.](?P<minute{{n}}>[0-5]\d)(?::\d\d)?)?\s?{_HALF}"
_FIRST = _HALVED.replace("{n}", "1")
_SECOND = _HALVED.replace("{n}", "2")
_DASH = r"\s?[-–—]\s?"
_RANGE = re.compile(
    rf"(?<![\w.:$])(?:{_FIRST}|(?P<from>(?:1[0-2]|0?[1-9])(?::[0-5]\d)?)){_DASH}{_SECOND}",
    re.IGNORECASE,
)
_OPEN_RANGE = re.compile(
    rf"(?<![\w.:$]){_FIRST}{_DASH}(?P<to>(?:1[0-2]|0?[1-9])(?::[0-5]\d)?)(?![\d:/-])", re.IGNORECASE
)
_SINGLE = re.compile(rf"(?<![\w.:$]){_FIRST}", re.IGNORECASE)
_TIME_24 = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"
_RANGE_24 = re.compile(rf"(?<![\w.:])({_TIME_24}){_DASH}({_TIME_24})(?!\d|:\d)")
_WHOLE_24 = re.compile(
    rf"(?<![\w.:])({_TIME_24})(?!\d|:\d|\s?%)(?:\s?(?:h|hrs|hours)\b)?(?!\s?[AP]M\b)"
)
_HOURS = re.compile(r"\b([01]\d|2[0-3])h([0-5]\d)?\b")
_SHORT_HALF = re.compile(r"(?<=\d:[0-5]\d)([ap])(?![\w'])")
_LASTING = re.compile(r"\b(\d{1,2})h\s?([0-5]?\d)m(?:in)?\b")
_NOON = re.compile(r"\b12(?::00)?\s?(?:[ap]\.?m\.?\s+)?(noon|midnight)\b", re.IGNORECASE)
_NOON_RANGE = re.compile(
    rf"\b(noon|midnight){_DASH}(?=\d)|(?<=[\dmM]){_DASH}(?=noon\b|midnight\b)",
    re.IGNORECASE,
)
_RATIO = re.compile(r"(?<![\w.:])(\d+):(\d)(?![\d:])")
_MAY_HOLD = re.compile(
    r"\d:\d|\d[hH]\s?\d|\d\s?[ap]\.?\s?m\b|\dh|24/7|\b(?:noon|midnight)\b", re.IGNORECASE
)
_ALWAYS = re.compile(r"\b24/7(?:/365)?\b")


def speak(text: str) -> str:
    """Return a text with its times of day as they are spoken."""
    if _MAY_HOLD.search(text) is None:
        return text
    text = _SHORT_HALF.sub(r"\1m", text)
    text = _LASTING.sub(_lasting, text)
    text = _NOON.sub(r"\1", _ALWAYS.sub("24 7", text))
    text = _NOON_RANGE.sub(lambda m: f"{m[1] or ''} to ", text)
    text = _RANGE.sub(_range, text)
    text = _OPEN_RANGE.sub(lambda m: f"{_halved(m, 1)} to {m['to']}", text)
    text = _SINGLE.sub(lambda m: _halved(m, 1) + _stop(m), text)
    text = _HOURS.sub(lambda m: say_time(time(int(m[1]), int(m[2] or 0))), text)
    text = _RANGE_24.sub(_range_24, text)
    text = _WHOLE_24.sub(lambda m: _of_24(m[1]), text)
    return _RATIO.sub(r"\1 to \2", text)


def _lasting(match: re.Match[str]) -> str:
    hours, minutes = int(match[1]), int(match[2])
    return f"{hours} hour{'s' * (hours != 1)} {minutes} minute{'s' * (minutes != 1)}"


def _range(match: re.Match[str]) -> str:
    first = match["from"] or _halved(match, 1)
    return f"{first} to {_halved(match, 2)}{_stop(match)}"


def _halved(match: re.Match[str], number: int) -> str:
    hour = int(match[f"hour{number}"]) % 12 + (12 if match[f"half{number}"] in "pP" else 0)
    return say_time(time(hour, int(match[f"minute{number}"] or 0)))


def _stop(match: re.Match[str]) -> str:
    """Return the full stop of "p.m." where it ends a sentence as well."""
    if not match[0].endswith("."):
        return ""
    rest = match.string[match.end() :]
    return "." if not rest.strip() or re.match(r"\s+[A-Z](?![A-Z])|[\"')\]]", rest) else ""


def _range_24(match: re.Match[str]) -> str:
    """Return a range; "9:00-17:00" ends in the afternoon, so that it begins in the morning."""
    first, last = match[1], match[2]
    if int(last.split(":")[0]) > 12 and len(first) == len("9:00"):
        first = f"0{first}"
    return f"{_of_24(first)} to {_of_24(last)}"


def _of_24(written: str) -> str:
    hour, minute = (int(part) for part in written.split(":")[:2])
    if hour == 24:
        return "midnight" if not minute else written
    if hour > 12 or written.startswith("0") or (hour == 12 and not minute):
        return say_time(time(hour, minute))
    return f"{hour}:{minute:02}" if minute else f"{hour} o'clock"
