"""Dates with their year as they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en.entities.typed_dates import typed_date

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("word", "day_first", "value"),
    [
        ("3/5/84", False, "1984-03-05"),
        ("3/5/84", True, "1984-05-03"),
        ("25/12/1984", False, "1984-12-25"),
        ("12/25/1984", True, "1984-12-25"),
        ("1984-03-05", True, "1984-03-05"),
        ("5.3.1984", True, "1984-03-05"),
        ("31/31/1984", False, None),
        ("3/5", False, None),
        ("a-b-c", False, None),
        ("1-2-3-4", False, None),
    ],
)
def test_three_numbers_in_a_word(word: str, day_first: bool, value: str | None) -> None:
    read = typed_date(word, TODAY, day_first)
    assert (read and read.isoformat()) == value
