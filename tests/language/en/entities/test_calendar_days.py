from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.calendar_days import (
    HOLIDAYS,
    ahead,
    century,
    last_of_month,
    make,
    next_such_day,
    shift,
)

LEAP_DAY = date(2024, 2, 29)


def test_a_day_that_does_not_exist_is_none() -> None:
    assert make(2026, 2, 28) == date(2026, 2, 28)
    assert make(2026, 2, 29) is None
    assert make(2026, 4, 31) is None
    assert make(2026, 1, 32) is None
    assert make(2026, 13, 1) is None
    assert make(2026, 0, 1) is None
    assert make(10**20, 1, 1) is None


def test_a_day_of_the_year_is_today_or_later() -> None:
    today = date(2026, 11, 22)
    assert ahead(today, 11, 22) == today
    assert ahead(today, 11, 21) == date(2027, 11, 21)
    assert ahead(today, 11, 23) == date(2026, 11, 23)
    assert ahead(date(2025, 1, 1), 2, 29) == date(2028, 2, 29)
    # 2100 is no leap year: eight years pass.
    assert ahead(date(2096, 3, 1), 2, 29) == date(2104, 2, 29)
    assert ahead(today, 2, 30) is None


def test_a_day_of_the_month_is_today_or_later() -> None:
    today = date(2026, 11, 22)
    assert next_such_day(today, 22) == today
    assert next_such_day(today, 21) == date(2026, 12, 21)
    assert next_such_day(date(2026, 1, 30), 31) == date(2026, 1, 31)
    assert next_such_day(date(2026, 2, 1), 31) == date(2026, 3, 31)
    assert next_such_day(date(2026, 12, 31), 30) == date(2027, 1, 30)
    assert next_such_day(today, 32) is None


@pytest.mark.parametrize(
    ("day", "count", "period", "expected"),
    [
        (date(2026, 11, 22), 1, "day", date(2026, 11, 23)),
        (date(2026, 11, 22), -1, "day", date(2026, 11, 21)),
        (date(2026, 11, 22), 2, "week", date(2026, 12, 6)),
        (date(2026, 11, 22), 1, "fortnight", date(2026, 12, 6)),
        (date(2026, 11, 22), 1, "month", date(2026, 12, 22)),
        (date(2026, 11, 22), 2, "month", date(2027, 1, 22)),
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2026, 1, 31), -2, "month", date(2025, 11, 30)),
        (LEAP_DAY, 1, "year", date(2025, 2, 28)),
        (LEAP_DAY, 4, "year", date(2028, 2, 29)),
    ],
)
def test_moving_by_periods(day: date, count: int, period: str, expected: date) -> None:
    assert shift(day, count, period) == expected


def test_the_last_day_of_a_month() -> None:
    assert last_of_month(date(2024, 2, 3)) == LEAP_DAY
    assert last_of_month(date(2026, 2, 3)) == date(2026, 2, 28)
    assert last_of_month(date(2026, 12, 31)) == date(2026, 12, 31)


def test_two_digits_of_a_year_are_at_most_ten_years_from_now() -> None:
    today = date(2026, 11, 22)
    assert [century(year, today) for year in (0, 26, 36, 37, 99)] == [2000, 2026, 2036, 1937, 1999]
    assert [century(year, today) for year in (100, 1985)] == [100, 1985]


def test_holidays_exist() -> None:
    assert all(make(2026, month, day) for month, day in HOLIDAYS.values())
