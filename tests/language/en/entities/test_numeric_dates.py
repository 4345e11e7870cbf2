"""Dates in numbers."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.date_text import DateText
from voice_agent.language.en.entities.numeric_dates import (
    in_numerals,
    three_numbers,
    with_slashes,
    year_first,
)
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 25)


def text_of(said: str) -> DateText:
    return DateText(tokenise(said).tokens, TODAY, None, lambda text, at: None)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-11-27", "2026-11-27"),
        ("11/27", "2026-11-27"),
        ("27/11", "2026-11-27"),
        ("12/11", "2026-12-11"),
        ("13/11", "2027-11-13"),
        ("11/27/99", "1999-11-27"),
        ("27.11.2026", "2026-11-27"),
        ("11.27.2026", "2026-11-27"),
        ("2026.11.27", "2026-11-27"),
        ("2026-13-27", None),
        ("13/13", None),
        ("1.5", None),
        ("5", None),
    ],
)
def test_a_written_date(said: str, day: str | None) -> None:
    read = in_numerals(text_of(said), 0)
    assert (read and read.day.isoformat()) == day


def test_a_year_before_the_month() -> None:
    for said in ("two thousand and twenty seven january third", "2027, january 3",
                 "2027 january the third"):  # fmt: skip
        read = year_first(text_of(said), 0)
        assert read is not None, said
        assert read.day == date(2027, 1, 3)
    for said in ("2027", "2027 january", "2027 february 30", "january 3"):
        assert year_first(text_of(said), 0) is None, said


def test_three_numbers_are_unmarked() -> None:
    for said in ("three five nineteen eighty four", "oh three oh five 1984", "1984 3 5"):
        read = three_numbers(text_of(said), 0)
        assert read is not None, said
        assert (read.day, read.marked) == (date(1984, 3, 5), False)
    nineteen_hundred = three_numbers(text_of("three five nineteen hundred"), 0)
    assert nineteen_hundred is not None
    assert nineteen_hundred.day == date(1900, 3, 5)
    for said in ("three five", "three five eighteen ninety nine", "thirteen thirteen 1984", "five"):
        assert three_numbers(text_of(said), 0) is None, said


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("two slash three", "2027-02-03"),
        ("twelve slash fifteen", "2026-12-15"),
        ("fifteen slash twelve", "2026-12-15"),
        ("two slash three slash twenty seven", "2027-02-03"),
        ("oh two slash oh three slash two thousand twenty seven", "2027-02-03"),
        ("two three", None),
        ("two slash", None),
        ("thirteen slash thirteen", None),
        ("two slash thirty slash twenty seven", None),
    ],
)
def test_slashes_that_are_spoken(said: str, day: str | None) -> None:
    read = with_slashes(text_of(said), 0)
    assert (read and read.day.isoformat()) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("two three twenty seven", "2027-02-03"),
        ("two three twenty seven people", None),
        ("two three forty", None),
    ],
)
def test_a_short_year_is_close_to_now(said: str, day: str | None) -> None:
    read = three_numbers(text_of(said), 0)
    assert (read and read.day.isoformat()) == day
