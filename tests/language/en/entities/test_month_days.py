"""Days of a month."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.date_text import DateText
from voice_agent.language.en.entities.month_days import (
    day_of_month,
    month_first,
    month_then_day,
)
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 25)


def text_of(said: str) -> DateText:
    return DateText(tokenise(said).tokens, TODAY, None, lambda text, at: None)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("november third", "2027-11-03"),
        ("nov. the 26th", "2026-11-26"),
        ("october, 1st", "2027-10-01"),
        ("may/22", "2027-05-22"),
        ("may twenty nine", "2027-05-29"),
        ("june twenty twenty twenty seven", "2027-06-20"),
        ("june twenty twenty six", None),
        ("may ten", "2027-05-10"),
        ("may nine", None),
        ("you may ten", None),
        ("may one", None),
        ("november 20 dollars", None),
        ("november 31", None),
        ("november", None),
    ],
)
def test_a_month_and_its_day(said: str, day: str | None) -> None:
    read = month_first(text_of(said), said.split().index("may") if "you" in said else 0)
    assert (read and read.day.isoformat()) == day


@pytest.mark.parametrize(
    ("said", "day", "marked"),
    [
        ("the third of november", "2027-11-03", True),
        ("3 november", "2027-11-03", True),
        ("27. november", "2026-11-27", True),
        ("twenty five of march", "2027-03-25", True),
        ("ten of may", "2027-05-10", True),
        ("31 december", "2026-12-31", True),
        ("the fifteenth", "2026-12-15", False),
        ("the third of the twelfth", "2026-12-03", False),
        ("the fifteenth of this month", "2026-11-15", True),
        ("the third of the seventh", "2027-07-03", False),
    ],
)
def test_a_day_of_a_month(said: str, day: str, marked: bool) -> None:
    read = day_of_month(text_of(said), 0)
    assert read is not None
    assert (read.day.isoformat(), read.marked) == (day, marked)


@pytest.mark.parametrize(
    "said",
    ["three of may", "nine of may", "0 december", "the third of the thirteenth",
     "the third quarter", "the first one", "the second of them", "31 november", "32 december",
     "15", "the third of the eighteenth", "the first day of ramadan", ""],
)  # fmt: skip
def test_what_is_no_day_of_a_month(said: str) -> None:
    assert day_of_month(text_of(said), 0) is None


def test_a_number_after_on_may_be_a_day() -> None:
    read = day_of_month(text_of("on 15"), 1)
    assert read is not None
    assert (read.day, read.marked) == (date(2026, 12, 15), False)
    assert day_of_month(text_of("on 15 items"), 1) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("next month on the twenty second", "2026-12-22"),
        ("next month the fifth", "2026-12-05"),
        ("this month, the thirtieth", "2026-11-30"),
        ("next month", None),
        ("next month five", None),
        ("the fifth", None),
    ],
)
def test_a_month_before_its_day(said: str, day: str | None) -> None:
    read = month_then_day(text_of(said), 0)
    assert (read and read.day.isoformat()) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the third thursday", None),
        ("the tenth thursday", "2026-12-10"),
        ("the tenth friday", None),
    ],
)
def test_no_month_has_a_tenth_thursday(said: str, day: str | None) -> None:
    read = day_of_month(
        DateText(tokenise(said).tokens, date(2026, 12, 1), None, lambda *_: None), 0
    )
    assert (read and read.day.isoformat()) == day
