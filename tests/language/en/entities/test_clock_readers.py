"""Hours and minutes on the clock face."""

from __future__ import annotations

from typing import Any

import pytest

from voice_agent.language.en.entities.clock_readers import (
    hour_then_minutes,
    minutes_beside_hour,
    named_time,
    small_number,
    time_in_numerals,
)
from voice_agent.language.en.entities.tokens import tokenise


def at(reader: Any, text: str, index: int = 0) -> Any:
    return reader(tokenise(text).tokens, index)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("half past three", (3, 30, 3)),
        ("a quarter to nine", (8, 45, 4)),
        ("quarter to one", (12, 45, 3)),
        ("quarter to midnight", (23, 45, 3)),
        ("quarter past seventeen", (17, 15, 3)),
        ("ten 'til six", (5, 50, 4)),
        ("a minute to six", (5, 59, 4)),
        ("half five", (5, 30, 2)),
        ("ten minutes past two", (2, 10, 4)),
        ("59 minutes past two", (2, 59, 4)),
        ("60 minutes past two", None),
        ("ten past two", (2, 10, 3)),
        ("ten past twelve", (12, 10, 3)),
        ("twenty five past one", (1, 25, 4)),
        ("thirty past one", None),
        ("half twelve", (12, 30, 2)),
        ("half one", (1, 30, 2)),
        ("half thirteen", None),
        ("quarter past twenty three", (23, 15, 4)),
        ("quarter past twenty four", None),
        ("ten past thirteen", None),
        ("eleven to two", None),
        ("ten of two", None),
        ("five to nine people", None),
        ("half", None),
        ("a", None),
    ],
)
def test_minutes_beside_an_hour(text: str, read: tuple[int, int, int] | None) -> None:
    assert at(minutes_beside_hour, text) == read


def test_from_five_to_six_is_a_range() -> None:
    assert at(minutes_beside_hour, "from five to six", 1) is None
    assert at(minutes_beside_hour, "from quarter to six", 1) == (5, 45, 4)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ten", (10, 0, 1)),
        ("zero", (0, 0, 1)),
        ("twenty four", (24, 0, 2)),
        ("three ten", (3, 10, 2)),
        ("three nine", (3, 0, 1)),
        ("three fifty nine", (3, 59, 3)),
        ("three sixty", (3, 0, 1)),
        ("17 09", (17, 9, 2)),
        ("17 9", (17, 0, 1)),
        ("ten hundred", (10, 0, 2)),
        ("nine hundred", (9, 0, 1)),
        ("three thirty", (3, 30, 2)),
        ("seven oh five", (7, 5, 3)),
        ("seven zero five", (7, 5, 3)),
        ("zero seven thirty", (7, 30, 3)),
        ("oh eight hundred", (8, 0, 3)),
        ("zero seven", None),
        ("15h30", (15, 30, 3)),
        ("15h", (15, 0, 1)),
        ("fourteen hundred", (14, 0, 2)),
        ("two hundred hours", (2, 0, 3)),
        ("two hundred", (2, 0, 1)),
        ("twenty five", None),
        ("day", None),
    ],
)
def test_an_hour_then_minutes(text: str, read: tuple[int, int, int] | None) -> None:
    assert at(hour_then_minutes, text) == read


def test_names_and_numerals() -> None:
    assert at(named_time, "mid night") == (0, 0, 2)
    assert at(named_time, "noon") == (12, 0, 1)
    assert at(named_time, "night") is None
    assert time_in_numerals("3.30", 0) == (3, 30, 1)
    assert time_in_numerals("1530", 0) == (15, 30, 1)
    assert time_in_numerals("153", 0) is None
    assert at(small_number, "15") == (15, 1)
    assert at(small_number, "fifteen") == (15, 1)
    assert at(small_number, "150") is None
    assert at(small_number, "") is None
