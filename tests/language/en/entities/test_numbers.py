"""Cardinal numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise
from voice_agent.language.en.entities.numbers import (
    is_numeral,
    numeral,
    ordinal,
    read_number,
    small,
    two_digits,
)
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 22)  # A Sunday.

NUMBER = [
    ("1st", None),
    ("a couple of hundred", 200),
    ("thirty-five", 35),
    ("two", 2),
    ("ten thousand", 10000),
    ("five", 5),
    ("5", 5),
    ("twenty-three", 23),
    ("two hundred and fifty", 250),
    ("two point five", 2.5),
    ("two and a half", 2.5),
    ("1,250", 1250),
    ("3.14", 3.14),
    ("minus five", -5),
    ("a dozen", 12),
    ("three no four", 4),
    ("zero", 0),
    ("one", 1),
    ("nothing", None),
    ("one hundred and one", 101),
    ("nineteen eighty four", 1984),
    ("two thousand and twelve", 2012),
    ("a million", 1000000),
    ("five percent", 5),
    ("uh seven", 7),
]


@pytest.mark.parametrize(("text", "value"), NUMBER)
def test_number(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="number"), text, today=TODAY) == value


def at(reader: Any, text: str, index: int = 0) -> Any:
    return reader(tokenise(text).tokens, index)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("five", (5, 1)),
        ("fifteen apples", (15, 1)),
        ("twenty", (20, 1)),
        ("twenty one", (21, 2)),
        ("twenty zero", (20, 1)),
        ("fourty two", (42, 2)),
        ("hundred", None),
        ("5", None),
        ("", None),
    ],
)
def test_small_numbers(text: str, read: tuple[int, int] | None) -> None:
    assert at(small, text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("oh five", (5, 2)),
        ("o five", (5, 2)),
        ("zero five", (5, 2)),
        ("oh fifty", None),
        ("oh", None),
        ("ten", (10, 1)),
        ("nine", None),
        ("fifty one", (51, 2)),
    ],
)
def test_numbers_of_two_digits(text: str, read: tuple[int, int] | None) -> None:
    assert at(two_digits, text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("fifteenth", (15, 1)),
        ("twenty third", (23, 2)),
        ("twenty tenth", None),
        ("twenty ninth", (29, 2)),
        ("twenty", None),
        ("3rd", (3, 1)),
        ("21st", (21, 1)),
        ("22nd", (22, 1)),
        ("4th", (4, 1)),
        ("30", None),
        ("thirtieth", (30, 1)),
        ("", None),
    ],
)
def test_ordinals(text: str, read: tuple[int, int] | None) -> None:
    assert at(ordinal, text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # Scales, and what may follow them.
        ("two thousand", (2000, 2)),
        ("two thousand five", (2005, 3)),
        ("two thousand and five", (2005, 4)),
        ("two thousand and", (2000, 2)),
        ("two million three thousand four", (2003004, 5)),
        ("two thousand three million", (2000, 2)),
        ("two thousand three thousand", (2000, 2)),
        ("two thousand two thousand five", (2000, 2)),
        ("3 thousand 4477", (3000, 2)),
        ("3 thousand and 44", (3044, 4)),
        ("2 k", (2000, 2)),
        ("two k", (2000, 2)),
        ("two k nine", (2, 1)),
        ("two k g e", (2, 1)),
        ("two k a month", (2000, 2)),
        ("five m", (5, 1)),
        ("2 bn", (2 * 10**9, 2)),
        ("a trillion", (10**12, 2)),
        ("six crore and two hundred", (60_000_200, 5)),
        ("three lakh crore", (3 * 10**12, 3)),
        ("two thousand million", (2 * 10**9, 3)),
        ("five dozen", (60, 2)),
        ("half a dozen", (6, 3)),
        ("three hundred and two dozens", (324, 5)),
        ("couple hundred", (200, 2)),
        ("a couple thousand", (2000, 3)),
        ("5 m", (5_000_000, 2)),
        ("five grand", (5000, 2)),
        ("thousand", (1000, 1)),
        ("a thousand", (1000, 2)),
        ("a billion", (1_000_000_000, 2)),
        ("a k", None),
        # Hundreds.
        ("hundred", (100, 1)),
        ("a hundred", (100, 2)),
        ("a hundred and five", (105, 4)),
        ("a hundred five", (105, 3)),
        ("two hundred and", (200, 2)),
        ("two hundred and 50", (250, 4)),
        ("two hundred and 100", (200, 2)),
        ("two hundred zero", (200, 2)),
        ("2 hundred", (200, 2)),
        ("2 hundred and five", (205, 4)),
        ("zero hundred", (0, 1)),
        ("two hundred and a half", (200.5, 5)),
        ("two hundreds", (200, 2)),
        # A comma after a scale, and an "and" that was heard as another word.
        ("two thousand, four hundred", (2400, 5)),
        ("two thousand, four", (2000, 2)),
        ("twelve, four hundred", (12, 1)),
        ("eight hundred an fifty", (850, 4)),
        ("eight hundred end fifty five", (855, 5)),
        ("eight hundred in fifty dollars", (850, 4)),
        ("eight hundred in fifty days", (800, 2)),
        ("eight hundred 'n fifty", (850, 5)),
        ("eight hundred in", (800, 2)),
        # Numerals in groups: two of three digits at least after the first.
        ("1 234 567", (1_234_567, 3)),
        ("1 234 56", (1, 1)),
        ("1 234", (1, 1)),
        ("1234 567 890", (1234, 1)),
        ("12 345 678 901", (12_345_678_901, 4)),
        ("3 point 5", (3.5, 3)),
        ("2 hundred and 99", (299, 4)),
        ("1½", (1.5, 2)),
        ("fifty, sixty", (50, 1)),
        # Couples, dozens and halves.
        ("a couple of hundred", (200, 4)),
        ("a couple hundred", (200, 3)),
        ("a couple of thousand", (2000, 4)),
        ("a couple of days", None),
        ("a dozen", (12, 2)),
        ("a day", None),
        ("half a million", (500_000, 3)),
        ("half a thousand", (500, 3)),
        ("half a day", None),
        ("half", None),
        ("half a", None),
        ("two and a half", (2.5, 4)),
        ("two and a half thousand", (2500, 5)),
        ("two and a day", (2, 1)),
        # Fractions.
        ("half million", (500_000, 2)),
        ("quarter million", (250_000, 2)),
        ("three quarters billion", (750_000_000, 3)),
        ("three quarters of a million", (750_000, 5)),
        ("half of a million", (500_000, 4)),
        ("two million and a half", (2_500_000, 5)),
        ("five billion and three quarters", (5_750_000_000, 5)),
        ("one billion and a quarter million", (1_000_250_000, 6)),
        ("one hundred and three quarters", (100.75, 5)),
        ("one and a fourth", (1.25, 4)),
        ("ninety five hundred fifths", (1900, 4)),
        ("a half", None),
        # Two-part numbers.
        ("two fifty", (250, 2)),
        ("two oh five", (205, 3)),
        ("nineteen eighty four", (1984, 3)),
        ("two five", (2, 1)),
        ("zero fifty", (0, 1)),
        # Decimals and signs.
        ("two point five", (2.5, 3)),
        ("two point oh five", (2.05, 4)),
        ("two point five six", (2.56, 4)),
        ("two point fifty", (2.5, 3)),
        ("two point five fifty", (2.5, 3)),
        ("two point", (2, 1)),
        ("2.5", (2.5, 1)),
        ("2.0", (2.0, 1)),
        ("two hundred point zero three", (200.03, 5)),
        ("eight hundred eight point eight", (808.8, 5)),
        ("one hundred sixty four point five eight thousand", (164_580, 8)),
        ("two point 25", (2.25, 3)),
        ("2 point 5", (2.5, 3)),
        ("point zero two", (0.02, 3)),
        ("naught point five", (0.5, 3)),
        ("nought", None),
        ("point", None),
        ("minus five", (-5, 2)),
        ("negative twelve", (-12, 2)),
        ("minus", None),
        ("minus day", None),
        ("1,250.75", (1250.75, 1)),
        ("day", None),
    ],
)
def test_the_longest_number(text: str, read: tuple[float, int] | None) -> None:
    assert at(read_number, text) == read


def test_what_comes_before_may_make_it_no_number() -> None:
    assert at(read_number, "a few hundred", 2) is None
    assert at(read_number, "about hundred", 1) == (100, 2)
    assert at(read_number, "at this point two", 2) is None
    assert at(read_number, "it is point two", 2) == (0.2, 4)


def test_a_number_may_begin_anywhere() -> None:
    assert at(read_number, "send two hundred now", 1) == (200, 3)
    assert at(small, "send two", 1) == (2, 2)
    assert at(ordinal, "on the third", 2) == (3, 3)


@pytest.mark.parametrize(
    ("word", "value"), [("250", 250), ("1,250", 1250), ("2.5", 2.5), ("five", None), ("3rd", None)]
)
def test_numerals(word: str, value: float | None) -> None:
    assert is_numeral(word) is (value is not None)
    if value is not None:
        assert numeral(word) == value
        assert type(numeral(word)) is type(value)
