"""Calendar arithmetic: days, months, periods and holidays."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

PERIODS = {"day": 1, "week": 7, "fortnight": 14, "month": 0, "year": 0}

HOLIDAYS = {
    ("christmas", "eve"): (12, 24),
    ("christmas", "day"): (12, 25),
    ("christmas",): (12, 25),
    ("boxing", "day"): (12, 26),
    ("new", "year's", "eve"): (12, 31),
    ("new", "years", "eve"): (12, 31),
    ("new", "year's", "day"): (1, 1),
    ("new", "years", "day"): (1, 1),
    ("valentine's", "day"): (2, 14),
    ("valentines", "day"): (2, 14),
    ("halloween",): (10, 31),
}


def make(year: int, month: int, day: int) -> date | None:
    """Return that date, or None if there is no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def ahead(today: date, month: int, number: int) -> date | None:
    """Return the first such day from today on; the 29th of February waits for a leap year."""
    days = (make(year, month, number) for year in range(today.year, today.year + 9))
    return next((day for day in days if day and day >= today), None)


def next_such_day(today: date, number: int) -> date | None:
    """Return the first day from today on that is the ``number``-th of its month."""
    months = (divmod(today.month - 1 + offset, 12) for offset in range(13))
    days = (make(today.year + years, month + 1, number) for years, month in months)
    return next((day for day in days if day and day >= today), None)


def last_of_month(day: date) -> date:
    """Return the last day of that month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def shift(day: date, count: int, period: str) -> date:
    """Move ``day`` by ``count`` periods; the 31st becomes the last day of a shorter month."""
    if PERIODS[period]:
        return day + timedelta(count * PERIODS[period])
    months = day.year * 12 + day.month - 1 + count * (12 if period == "year" else 1)
    year, month = divmod(months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


def century(year: int, today: date) -> int:
    """Return the full year of two digits, at most ten years from now."""
    if year >= 100:
        return year
    return 2000 + year if year <= today.year % 100 + 10 else 1900 + year
