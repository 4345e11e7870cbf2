"""Calendar arithmetic: days, weekdays, months and periods, before and after a day."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from voice_agent.language.specs import When

PERIODS = {
    "day": 1,
    "night": 1,
    "week": 7,
    "fortnight": 14,
    "month": 0,
    "year": 0,
    "business day": 0,
}
_LEAP_YEARS = 9


def make(year: int, month: int, day: int) -> date | None:
    """Return that date, or None if there is no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def years_from(today: date, when: When | None) -> Iterator[int]:
    """Return the years in which a day is looked for, the nearest first."""
    step = -1 if when == "past" else 1
    last = today.year + step * _LEAP_YEARS
    return iter(range(today.year, min(max(last, 1), 9999), step))


def on_side(day: date, today: date, when: When | None) -> bool:
    """Tell whether a day is on the side of today that is meant; today is on both."""
    return day <= today if when == "past" else day >= today


def nearest(today: date, month: int, number: int, when: When | None = None) -> date | None:
    """Return the next such day, or the last one; the 29th of February waits for a leap year."""
    days = (make(year, month, number) for year in years_from(today, when))
    return next((day for day in days if day and on_side(day, today, when)), None)


def nearest_number(
    today: date, number: int, when: When | None = None, weekday: int | None = None
) -> date | None:
    """Return the next or last day that is the ``number``-th of its month.

    Args:
        today: Where to start; it counts itself.
        number: Day of the month.
        when: On which side of today to look.
        weekday: What weekday it has to be, 0 is Monday.
    """
    step = -1 if when == "past" else 1
    for offset in range(24 if weekday is not None else 13):
        years, month = divmod(today.month - 1 + step * offset, 12)
        day = make(today.year + years, month + 1, number)
        right = day and on_side(day, today, when) and weekday in (None, day.weekday())
        if right:
            return day
    return None


def nearest_weekday(today: date, weekday: int, when: When | None = None) -> date:
    """Return the next or last such weekday, never today."""
    if when == "past":
        return today - timedelta((today.weekday() - weekday - 1) % 7 + 1)
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def in_week(day: date, weekday: int) -> date:
    """Return that weekday of the week of ``day``; weeks start on Monday."""
    return day + timedelta(weekday - day.weekday())


def nth_weekday(year: int, month: int, weekday: int, count: int) -> date | None:
    """Return the ``count``-th such weekday of a month; with -1 the last one."""
    first = make(year, month, 1)
    if first is None:
        return None
    if count < 0:
        last = last_of_month(first)
        return last - timedelta((last.weekday() - weekday) % 7)
    day = first + timedelta((weekday - first.weekday()) % 7 + 7 * (count - 1))
    return day if day.month == month else None


def last_of_month(day: date) -> date:
    """Return the last day of that month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def shift(day: date, count: int, period: str) -> date:
    """Move ``day`` by ``count`` periods; the 31st becomes the last day of a shorter month.

    Raises:
        ValueError: There is no such day: the year is out of range.
    """
    if period == "business day":
        return _shift_business_days(day, count)
    if PERIODS[period]:
        try:
            return day + timedelta(count * PERIODS[period])
        except OverflowError:
            raise ValueError(f"{count} {period}s from {day}") from None
    months = day.year * 12 + day.month - 1 + count * (12 if period == "year" else 1)
    year, month = divmod(months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


def _shift_business_days(day: date, count: int) -> date:
    step = timedelta(1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


def century(year: int, today: date) -> int:
    """Return the full year of two digits, at most ten years from now."""
    if year >= 100:
        return year
    return 2000 + year if year <= today.year % 100 + 10 else 1900 + year
