"""Days that are counted: "two Tuesdays ago", "the last working day of March", "next bank day"."""

from __future__ import annotations

from datetime import date, timedelta

from voice_agent.language.en.entities.calendar_days import (
    last_of_month,
    nearest_weekday,
    on_side,
    shift,
)
from voice_agent.language.en.entities.date_text import MONTHS, WEEKDAYS, DateText, ReadDate
from voice_agent.language.en.entities.number_words import ORDINALS, TEENS, UNITS

BUSINESS = frozenset(("business", "working", "banking", "bank", "work"))
_PLURAL = {f"{name}s": day for name, day in WEEKDAYS.items() if name.endswith("day")}
_MOST = 20


def read_counted(text: DateText, at: int) -> ReadDate | None:
    """Read weekdays and business days that are counted."""
    return _weekdays(text, at) or _next_business_day(text, at) or _business_day_of(text, at)


def _weekdays(text: DateText, at: int) -> ReadDate | None:
    """Read "two Tuesdays ago", "three Fridays from now"."""
    word = text.word(at)
    count = int(word) if word.isdecimal() and len(word) < 3 else UNITS.get(word) or TEENS.get(word)
    weekday = _PLURAL.get(text.word(at + 1))
    if not count or weekday is None or count > _MOST:
        return None
    end = at + 2
    if text.word(end) in ("ago", "back"):
        last = nearest_weekday(text.today, weekday, "past")
        return ReadDate(last - timedelta(7 * (count - 1)), end + 1)
    if text.words(end, 2) in (("from", "now"), ("from", "today")):
        coming = nearest_weekday(text.today, weekday)
        return ReadDate(coming + timedelta(7 * (count - 1)), end + 2)
    return None


def _is_business_day(text: DateText, at: int) -> bool:
    return text.word(at) in BUSINESS and text.word(at + 1) == "day"


def _next_business_day(text: DateText, at: int) -> ReadDate | None:
    """Read "the next business day", "the previous working day"."""
    at += text.word(at) == "the"
    step = {"next": 1, "following": 1, "previous": -1, "last": -1}.get(text.word(at))
    if step is None or not _is_business_day(text, at + 1) or text.word(at + 3) in ("of", "in"):
        return None
    return ReadDate(shift(text.today, step, "business day"), at + 3)


def _business_day_of(text: DateText, at: int) -> ReadDate | None:
    """Read "the first business day of January", "the last working day of the month"."""
    at += text.word(at) == "the"
    word = text.word(at)
    count = -1 if word == "last" else ORDINALS.get(word, 0)
    if not count or not _is_business_day(text, at + 1) or text.word(at + 3) not in ("of", "in"):
        return None
    months = _months(text, at + 4)
    if months is None:
        return None
    for first in months[0]:
        day = _nth(first, count)
        if day and (len(months[0]) == 1 or on_side(day, text.today, text.when)):
            return ReadDate(day, months[1])
    return None


def _months(text: DateText, at: int) -> tuple[list[date], int] | None:
    """Return the first days of the months that are meant, the nearest first, and the end."""
    this = text.today.replace(day=1)
    step = -1 if text.when == "past" else 1
    month = MONTHS.get(text.word(at))
    if month:
        first = this.replace(month=month)
        return [first, shift(first, step, "year")], at + 1
    if text.word(at + 1) != "month":
        return None
    if text.word(at) == "the":
        return [this, shift(this, step, "month")], at + 2
    months = {"this": 0, "next": 1, "last": -1}.get(text.word(at))
    return None if months is None else ([shift(this, months, "month")], at + 2)


def _nth(first: date, count: int) -> date | None:
    """Return the ``count``-th business day of a month; with -1 the last one."""
    if count < 0:
        return shift(last_of_month(first) + timedelta(1), -1, "business day")
    day = shift(first - timedelta(1), count, "business day")
    return day if day.month == first.month else None
