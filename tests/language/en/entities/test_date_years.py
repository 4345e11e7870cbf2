"""The year that is said with a day and a month."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.date_text import DateText
from voice_agent.language.en.entities.date_years import COUNTED, with_year, year_at
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 25)


def text_of(said: str) -> DateText:
    return DateText(tokenise(said).tokens, TODAY, None, lambda text, at: None)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("1984", (1984, 1)),
        ("nineteen eighty four", (1984, 3)),
        ("two thousand and five", (2005, 4)),
        ("seventeen hundred ten", (1710, 3)),
        ("seventeen hundred ten dollars", None),
        ("eighteen hundred", None),
        ("twenty", None),
        ("1900", (1900, 1)),
        ("1899", None),
        ("2199", (2199, 1)),
        ("2200", None),
        ("nineteen hundred", (1900, 2)),
        ("eighteen ninety nine", (1899, 3)),
        ("two thousand two hundred", None),
        ("eighteen ninety nine people", None),
        ("", None),
    ],
)
def test_a_year(said: str, read: tuple[int, int] | None) -> None:
    assert year_at(text_of(said), 0) == read


@pytest.mark.parametrize(
    ("said", "exact", "day", "end"),
    [
        ("", True, "2027-03-05", 0),
        ("2030", True, "2030-03-05", 1),
        (", 2030", True, "2030-03-05", 2),
        ("of next year", True, "2027-03-05", 3),
        ("last year", True, "2025-03-05", 2),
        (". 2030", True, "2030-03-05", 2),
        ("eighty four", False, "1984-03-05", 2),
        ("twenty seven", True, "2027-03-05", 2),
        ("twenty eight", True, "2028-03-05", 2),
        ("twenty eight", False, "2027-03-05", 0),
        ("twenty eight people", True, "2027-03-05", 0),
        ("thirty", False, "1930-03-05", 1),
        ("twenty nine", False, "2027-03-05", 0),
        ("twenty", True, "2020-03-05", 1),
        ("nineteen", True, "2027-03-05", 0),
        ("'30", False, "1930-03-05", 2),
        ("'29", False, "2029-03-05", 2),
        ("oh five", False, "2005-03-05", 2),
        ("12", True, "2012-03-05", 1),
        ("12", False, "2027-03-05", 0),
    ],
)
def test_a_day_with_its_year(said: str, exact: bool, day: str, end: int) -> None:
    read = with_year(text_of(said), (5, 0), 3, exact)
    assert read is not None
    assert (read.day.isoformat(), read.end) == (day, end)


def test_a_day_that_does_not_exist_is_none() -> None:
    assert with_year(text_of("2027"), (29, 0), 2, True) is None
    assert with_year(text_of(""), (31, 0), 11, True) is None


def test_what_a_number_may_count() -> None:
    assert {"dollars", "percent", "pm"} <= COUNTED
