"""Holidays, seen from Friday, 27 November 2026."""

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
    ("text", "ahead", "behind"),
    [
        ("christmas", "2026-12-25", "2025-12-25"),
        ("xmas eve", "2026-12-24", "2025-12-24"),
        ("new year's day", "2027-01-01", "2026-01-01"),
        ("New Year’s Eve", "2026-12-31", "2025-12-31"),
        ("thanksgiving", "2027-11-25", "2026-11-26"),
        ("Black Friday", "2026-11-27", "2026-11-27"),
        ("cyber monday", "2026-11-30", "2025-12-01"),
        ("Labor Day", "2027-09-06", "2026-09-07"),
        ("memorial day", "2027-05-31", "2026-05-25"),
        ("Martin Luther King Jr. Day", "2027-01-18", "2026-01-19"),
        ("presidents' day", "2027-02-15", "2026-02-16"),
        ("election day", "2027-11-02", "2026-11-03"),
        ("mother's day", "2027-05-09", "2026-05-10"),
        ("mothering sunday", "2027-03-07", "2026-03-15"),
        ("holy saturday", "2027-03-27", "2026-04-04"),
        ("trinity sunday", "2027-05-23", "2026-05-31"),
        ("victoria day", "2027-05-24", "2026-05-18"),
        ("st. andrew's day", "2026-11-30", "2025-11-30"),
        ("august bank holiday", "2027-08-30", "2026-08-31"),
        ("leap day", "2028-02-29", "2024-02-29"),
        ("easter", "2027-03-28", "2026-04-05"),
        ("good friday", "2027-03-26", "2026-04-03"),
        ("Easter Monday", "2027-03-29", "2026-04-06"),
        ("ash wednesday", "2027-02-10", "2026-02-18"),
        ("St. Patrick's Day", "2027-03-17", "2026-03-17"),
        ("saint patrick", "2027-03-17", "2026-03-17"),
        ("international workers' day", "2027-05-01", "2026-05-01"),
        ("juneteenth", "2027-06-19", "2026-06-19"),
        ("boxing day", "2026-12-26", "2025-12-26"),
        ("halloween", "2027-10-31", "2026-10-31"),
        ("diwali", "2027-10-28", "2026-11-08"),
        ("chinese new year", "2027-02-06", "2026-02-17"),
        ("passover", "2027-04-22", "2026-04-02"),
    ],
)
def test_a_holiday_is_the_next_or_the_last_one(text: str, ahead: str, behind: str) -> None:
    assert read(text) == [(ahead, text)]
    assert read(text, "past") == [(behind, text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("easter 2018", "2018-04-01"),
        ("black friday 2010", "2010-11-26"),
        ("christmas in 2025", "2025-12-25"),
        ("independence day of this year", "2026-07-04"),
        ("halloween next year", "2027-10-31"),
        ("labor day last year", "2025-09-01"),
        ("last christmas", "2025-12-25"),
        ("next thanksgiving", "2027-11-25"),
        ("the following easter", "2027-03-28"),
        ("previous easter", "2026-04-05"),
    ],
)
def test_the_year_of_a_holiday_may_be_said(text: str, value: str) -> None:
    assert [day for day, _ in read(text)] == [value]
    assert [day for day, _ in read(text, "past")] == [value]


def test_the_new_year_is_a_day_only_where_one_is_meant() -> None:
    assert read("before new year") == [("2027-01-01", "new year")]
    assert read("new year") == [("2027-01-01", "new year")]
    assert read("in the new year") == []
    assert read("my new year plans") == []


@pytest.mark.parametrize("text", ["boxing", "good", "labor", "black coffee", "new", "a good day"])
def test_part_of_a_name_is_no_holiday(text: str) -> None:
    assert read(text) == []


def test_holidays_of_the_moon_are_looked_up() -> None:
    assert read("eid al-fitr", today=date(2022, 6, 17)) == [("2023-04-21", "eid al-fitr")]
    assert read("yom kippur 2027") == [("2027-10-11", "yom kippur 2027")]
    assert read("rosh hashanah 2027") == [("2027-10-02", "rosh hashanah 2027")]
    assert read("eid al adha 2027") == [("2027-05-16", "eid al adha 2027")]
