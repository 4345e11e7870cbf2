"""Days counted on the calendar, at the edges of months, years and leap years."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.calendar_days import (
    century,
    in_week,
    last_of_month,
    make,
    nearest,
    nearest_number,
    nearest_weekday,
    nth_weekday,
    on_side,
    shift,
    years_from,
)
from voice_agent.language.specs import When

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
    assert nearest(TODAY, month, day) == found


def test_the_29th_of_february_is_waited_for_up_to_eight_years() -> None:
    assert nearest(date(2096, 3, 1), 2, 29) == date(2104, 2, 29), "2100 is no leap year"


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
    assert nearest_number(today, number) == found


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


@pytest.mark.parametrize(
    ("month", "day", "found"),
    [
        (11, 22, date(2026, 11, 22)),
        (11, 21, date(2026, 11, 21)),
        (11, 23, date(2025, 11, 23)),
        (2, 29, date(2024, 2, 29)),
        (2, 30, None),
    ],
)
def test_a_past_day_without_a_year_was_the_last_one(
    month: int, day: int, found: date | None
) -> None:
    assert nearest(TODAY, month, day, "past") == found


@pytest.mark.parametrize(
    ("number", "weekday", "when", "found"),
    [
        (21, None, "past", date(2026, 11, 21)),
        (22, None, "past", date(2026, 11, 22)),
        (23, None, "past", date(2026, 10, 23)),
        (31, None, "past", date(2026, 10, 31)),
        (13, 4, None, date(2027, 8, 13)),
        (13, 4, "past", date(2026, 11, 13)),
        (31, 0, "future", date(2027, 5, 31)),
        (22, 6, "future", date(2026, 11, 22)),
        (32, 6, "future", None),
    ],
)
def test_the_nearest_day_of_the_month_may_have_to_be_a_weekday(
    number: int, weekday: int | None, when: When | None, found: date | None
) -> None:
    assert nearest_number(TODAY, number, when, weekday) == found


def test_the_nearest_weekday_is_never_today() -> None:
    for weekday in range(7):
        ahead, behind = nearest_weekday(TODAY, weekday), nearest_weekday(TODAY, weekday, "past")
        assert ahead.weekday() == behind.weekday() == weekday
        assert 1 <= (ahead - TODAY).days <= 7
        assert 1 <= (TODAY - behind).days <= 7
    assert nearest_weekday(TODAY, 6) == date(2026, 11, 29)
    assert nearest_weekday(TODAY, 6, "past") == date(2026, 11, 15)


def test_weeks_start_on_monday() -> None:
    assert in_week(TODAY, 0) == date(2026, 11, 16)
    assert in_week(TODAY, 6) == TODAY


def test_years_are_looked_through_from_today_on() -> None:
    assert [*years_from(TODAY, None)] == list(range(2026, 2035))
    assert [*years_from(TODAY, "past")] == list(range(2026, 2017, -1))
    assert [*years_from(date(9998, 1, 1), None)] == [9998]
    assert [*years_from(date(3, 1, 1), "past")] == [3, 2]


def test_today_is_on_both_sides_of_today() -> None:
    assert on_side(TODAY, TODAY, "past")
    assert on_side(TODAY, TODAY, None)
    assert not on_side(date(2026, 11, 23), TODAY, "past")
    assert not on_side(date(2026, 11, 21), TODAY, "future")


@pytest.mark.parametrize(
    ("month", "weekday", "count", "found"),
    [
        (11, 3, 4, date(2026, 11, 26)),
        (11, 6, 1, date(2026, 11, 1)),
        (11, 0, 5, date(2026, 11, 30)),
        (11, 1, 5, None),
        (11, 3, 0, None),
        (5, 0, -1, date(2026, 5, 25)),
        (12, 3, -1, date(2026, 12, 31)),
        (13, 3, -1, None),
    ],
)
def test_the_nth_weekday_of_a_month(
    month: int, weekday: int, count: int, found: date | None
) -> None:
    assert nth_weekday(2026, month, weekday, count) == found


def test_business_days_leave_out_the_weekend() -> None:
    friday = date(2026, 11, 27)
    assert shift(friday, 1, "business day") == date(2026, 11, 30)
    assert shift(friday, -5, "business day") == date(2026, 11, 20)
    assert shift(TODAY, 2, "business day") == date(2026, 11, 24)
    assert shift(TODAY, -1, "business day") == date(2026, 11, 20)


def test_there_are_no_days_beyond_the_calendar() -> None:
    for period, count in (("day", 10**8), ("week", -(10**6)), ("year", 9000), ("month", -30000)):
        with pytest.raises(ValueError, match=r"year|from 2026"):
            shift(TODAY, count, period)
