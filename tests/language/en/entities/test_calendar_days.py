"""Days counted on the calendar, at the edges of months, years and leap years."""

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

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("year", "month", "day", "exists"),
    [
        (2026, 12, 31, True),
        (2026, 11, 31, False),
        (2028, 2, 29, True),
        (2027, 2, 29, False),
        (2026, 0, 1, False),
        (2026, 13, 1, False),
        (2026, 1, 0, False),
        (0, 1, 1, False),
        (10**20, 1, 1, False),
    ],
)
def test_a_date_is_made_only_of_a_day_that_exists(
    year: int, month: int, day: int, exists: bool
) -> None:
    assert make(year, month, day) == (date(year, month, day) if exists else None)


@pytest.mark.parametrize(
    ("month", "day", "found"),
    [
        (11, 22, date(2026, 11, 22)),
        (11, 21, date(2027, 11, 21)),
        (11, 23, date(2026, 11, 23)),
        (1, 1, date(2027, 1, 1)),
        (2, 29, date(2028, 2, 29)),
        (2, 30, None),
    ],
)
def test_a_day_without_a_year_lies_ahead_or_is_today(
    month: int, day: int, found: date | None
) -> None:
    assert ahead(TODAY, month, day) == found


def test_the_29th_of_february_is_waited_for_up_to_eight_years() -> None:
    assert ahead(date(2096, 3, 1), 2, 29) == date(2104, 2, 29), "2100 is no leap year"


@pytest.mark.parametrize(
    ("today", "number", "found"),
    [
        (TODAY, 22, date(2026, 11, 22)),
        (TODAY, 21, date(2026, 12, 21)),
        (TODAY, 31, date(2026, 12, 31)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2027, 1, 31), 30, date(2027, 3, 30)),
        (date(2026, 1, 1), 31, date(2026, 1, 31)),
        (TODAY, 32, None),
        (TODAY, 0, None),
    ],
)
def test_a_day_of_the_month_is_the_next_there_is(
    today: date, number: int, found: date | None
) -> None:
    assert next_such_day(today, number) == found


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 5), date(2026, 12, 31)),
        (date(2026, 11, 30), date(2026, 11, 30)),
    ],
)
def test_the_last_day_of_a_month(day: date, last: date) -> None:
    assert last_of_month(day) == last


@pytest.mark.parametrize(
    ("count", "period", "day"),
    [
        (1, "day", date(2026, 11, 23)),
        (-3, "day", date(2026, 11, 19)),
        (2, "week", date(2026, 12, 6)),
        (1, "fortnight", date(2026, 12, 6)),
        (1, "month", date(2026, 12, 22)),
        (2, "month", date(2027, 1, 22)),
        (-11, "month", date(2025, 12, 22)),
        (1, "year", date(2027, 11, 22)),
        (-2, "year", date(2024, 11, 22)),
        (0, "month", TODAY),
    ],
)
def test_a_day_is_moved_by_periods(count: int, period: str, day: date) -> None:
    assert shift(TODAY, count, period) == day


def test_a_months_last_days_are_not_run_over() -> None:
    assert shift(date(2026, 1, 31), 1, "month") == date(2026, 2, 28)
    assert shift(date(2026, 1, 31), -2, "month") == date(2025, 11, 30)
    assert shift(date(2028, 2, 29), 1, "year") == date(2029, 2, 28)
    assert shift(date(2028, 2, 29), 4, "year") == date(2032, 2, 29)
    assert shift(date(2026, 10, 31), 2, "month") == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("year", "full"),
    [(36, 2036), (37, 1937), (99, 1999), (0, 2000), (26, 2026), (100, 100), (1984, 1984)],
)
def test_two_figures_are_a_year_at_most_ten_years_from_now(year: int, full: int) -> None:
    assert century(year, TODAY) == full


def test_holidays_are_days_that_exist() -> None:
    assert all(make(2026, *day) for day in HOLIDAYS.values())
    assert len(set(HOLIDAYS.values())) == 7
    assert HOLIDAYS["christmas",] == HOLIDAYS["christmas", "day"] == (12, 25)
    assert HOLIDAYS["christmas", "eve"] == (12, 24)
    assert HOLIDAYS["boxing", "day"] == (12, 26)
    assert HOLIDAYS["halloween",] == (10, 31)
    for year in ("year's", "years"):
        assert HOLIDAYS["new", year, "eve"] == (12, 31)
        assert HOLIDAYS["new", year, "day"] == (1, 1)
    for saint in ("valentine's", "valentines"):
        assert HOLIDAYS[saint, "day"] == (2, 14)
