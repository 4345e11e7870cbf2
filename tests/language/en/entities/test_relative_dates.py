"""Dates that count from another, seen from Friday, 27 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.dates import scan_dates
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import When

TODAY = date(2026, 11, 27)  # A Friday.


def read(text: str, when: When | None = None, today: date = TODAY) -> list[tuple[str, str]]:
    """Values of the dates of a turn, with the text of each."""
    found = scan_dates(tokenise(text), today, when)
    return [(match.value, text[match.start : match.end]) for match in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tmrw", "2026-11-28"),
        ("right away", "2026-11-27"),
        ("as soon as possible", "2026-11-27"),
        ("immediately", "2026-11-27"),
        ("end of the day", "2026-11-27"),
        ("now", "2026-11-27"),
        ("the day after thanksgiving", "2027-11-26"),
        ("day before christmas", "2026-12-24"),
        ("three weeks and two days ago", "2026-11-04"),
        ("2 years 1 month 21 days later", "2029-01-17"),
        ("a year and a half ago", "2025-05-27"),
        ("in a fortnight's time", "2026-12-11"),
        ("in two weeks' time", "2026-12-11"),
        ("in two days from today", "2026-11-29"),
        ("two days before yesterday", "2026-11-24"),
        ("4 months from tomorrow", "2027-03-28"),
        ("three weeks from tmrw", "2026-12-19"),
        ("two months after next friday", "2027-02-04"),
        ("2 weeks before may 13 1999", "1999-04-29"),
        ("2 weeks before christmas", "2026-12-11"),
        ("5 days before new year", "2026-12-27"),
        ("three days prior to december 24", "2026-12-21"),
        ("two weeks back", "2026-11-13"),
        ("a week tomorrow", "2026-12-05"),
        ("two weeks friday", "2026-12-18"),
        ("a week today", "2026-12-04"),
        ("two business days from now", "2026-12-01"),
        ("in five working days", "2026-12-04"),
        ("three weekdays ago", "2026-11-24"),
        ("two months from today on tuesday", "2027-02-02"),
        ("3 weeks after christmas on friday", "2027-01-15"),
        ("the end of the year", "2026-12-31"),
        ("end of february", "2027-02-28"),
        ("the last day of february 2028", "2028-02-29"),
        ("beginning of next year", "2027-01-01"),
        ("the first day of next month", "2026-12-01"),
        ("the end of last month", "2026-10-31"),
        ("start of december", "2026-12-01"),
        ("start of november", "2027-11-01"),
        ("end of november", "2026-11-30"),
        ("the last day of february 1900", "1900-02-28"),
        ("the last day of february 2199", "2199-02-28"),
        ("the start of the month", "2026-12-01"),
        ("the start of this month", "2026-12-01"),
        ("the end of quarter", "2026-12-31"),
        ("the start of the quarter", "2027-01-01"),
        ("in 999 days", "2029-08-22"),
        ("month end", "2026-11-30"),
        ("the eve of christmas", "2026-12-24"),
        ("in a hundred days", "2027-03-07"),
        ("one hundred twenty days from now", "2027-03-27"),
        ("the year's end", "2026-12-31"),
        ("end of month", "2026-11-30"),
        ("the last of february", "2027-02-28"),
        ("the last day in march", "2027-03-31"),
        ("the end of january next year", "2027-01-31"),
        ("the end of this quarter", "2026-12-31"),
        ("the start of next quarter", "2027-01-01"),
        ("the last day of last quarter", "2026-09-30"),
        ("tomorrow week", "2026-12-05"),
        ("today fortnight", "2026-12-11"),
        ("yesterday week", "2026-11-19"),
        ("this day next week", "2026-12-04"),
        ("the same time next month", "2026-12-27"),
        ("this time last year", "2025-11-27"),
        ("half a year ago", "2026-05-27"),
        ("in half a year", "2027-05-27"),
        ("in two and a half years", "2029-05-27"),
        ("a week ago yesterday", "2026-11-19"),
        ("a year ago tomorrow", "2025-11-28"),
        ("a week ago monday", "2026-11-16"),
        ("two weeks ago last friday", "2026-11-06"),
    ],
)
def test_a_date_counts_from_another(text: str, value: str) -> None:
    assert read(text) == [(value, text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two weeks before christmas", "2025-12-11"),
        ("the beginning of the month", "2026-11-01"),
        ("the end of october", "2026-10-31"),
        ("the end of december", "2025-12-31"),
        ("the end of the month", "2026-10-31"),
        ("the end of this month", "2026-11-30"),
        ("the end of the quarter", "2026-09-30"),
        ("the start of the year", "2026-01-01"),
        ("the end of the year", "2025-12-31"),
        ("year end", "2025-12-31"),
        ("the end of november", "2025-11-30"),
        ("the start of november", "2026-11-01"),
    ],
)
def test_the_other_date_may_lie_in_the_past(text: str, value: str) -> None:
    assert read(text, "past") == [(value, text)]


@pytest.mark.parametrize(
    "text",
    ["a month and a half ago", "two weeks after I get paid", "in two weeks since the year 2011",
     "in a few days", "the day after", "in a week and a half", "a couple ago", "end of the week",
     "the end of", "two business weeks ago", "999999 days ago", "as soon as", "the last day",
     "in a couple of hours", "12 years notice", "in 1000 days"],
)  # fmt: skip
def test_what_gives_no_day(text: str) -> None:
    assert read(text) == []


def test_from_an_account_is_no_date_to_count_from() -> None:
    assert read("in two weeks from my account") == [("2026-12-11", "in two weeks")]


def test_what_is_only_loosely_a_day_is_not_marked() -> None:
    for text in ("now", "this morning", "last night", "a week today", "in a year"):
        (match,) = scan_dates(tokenise(f"pay it {text}"), TODAY)
        assert not match.marked, text
    for text in ("right away", "in two years", "a week tomorrow"):
        (match,) = scan_dates(tokenise(f"pay it {text}"), TODAY)
        assert match.marked, text


def test_a_day_beyond_the_calendar_is_none() -> None:
    assert read("in 900 years", today=date(9500, 1, 1)) == []
