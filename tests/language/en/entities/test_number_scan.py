"""The numbers of a turn, and what is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise
from voice_agent.language.en.entities.number_scan import goes_on, scan_numbers
from voice_agent.language.en.entities.tokens import tokenise

TODAY = date(2026, 11, 22)


def test_a_lone_pronoun_or_scale_is_not_marked() -> None:
    marked = {
        text: [match.marked for match in scan_numbers(tokenise(text))]
        for text in ("one", "zero", "hundred", "thousand", "two", "1", "one hundred")
    }
    assert marked == {
        "one": [False],
        "zero": [False],
        "hundred": [False],
        "thousand": [False],
        "two": [True],
        "1": [True],
        "one hundred": [True],
    }


def test_all_numbers_of_a_turn_in_order() -> None:
    matches = scan_numbers(tokenise("send 20 and, minus, two hundred to 3 of them"))
    assert [match.value for match in matches] == [20, 200, 3]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a half", 0.5),
        ("more than half came", 0.5),
        ("one third", 0.333333),
        ("two thirds", 0.666667),
        ("1/2", 0.5),
        ("3 1/2", 3.5),
        ("1/0", None),
        ("half past nine", 9),
        ("a third card", None),
        ("-1", -1),
        ("it is -1,234.5 today", -1234.5),
        ("- 10 k", -10000),
        ("10 - 5", None),
        ("20-5", None),
        ("12,34,567.89", 1234567.89),
        ("a few hundred", None),
        ("several thousand", None),
        ("at this point two", 2),
        ("it is point two", 0.2),
        ("between ten and twenty", None),
        ("ten to twenty", None),
    ],
)
def test_fractions_signs_and_what_is_no_number(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="number"), text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one twentieth", 0.05),
        ("three sixteenths", 0.1875),
        ("eleven twelfths", 0.916667),
        ("five thousandths", 0.005),
        ("three millionths", 0.000003),
        ("five and three eighths", 5.375),
        ("one and half", 1.5),
        ("forty-four thousand, four hundred", 44_400),
        ("3 and 1/2", 3.5),
        ("a hundred and five point two", 105.2),
        ("two and half million", 2_500_000),
        ("½", 0.5),
        ("1½", 1.5),
        ("2 ¾", 2.75),
        ("one over five", 0.2),
        ("3 over 4", 0.75),
        ("one over the limit", 1),
        (".5", 0.5),
        ("-.25", -0.25),
        ("1 234 567", 1_234_567),
        ("five below zero", -5),
        ("ten degrees below zero", -10),
        ("eight quadrillion", 8 * 10**15),
        ("two sextillion three", 2 * 10**21 + 3),
    ],
)
def test_fractions_and_large_numbers(text: str, value: float) -> None:
    assert normalise(EntitySpec(kind="number"), text, today=TODAY) == value


@pytest.mark.parametrize(
    "text",
    [
        "twenty first",
        "two hundredth",
        "one two three",
        "4 4 7 7",
        "double five",
        "two oh two oh",
        "triple seven",
        "one oh one oh one",
        "five 234",
        "1e6",
        "2^5",
    ],
)
def test_a_number_that_goes_on_otherwise_is_none(text: str) -> None:
    assert normalise(EntitySpec(kind="number"), text, today=TODAY) is None


def test_what_goes_on() -> None:
    for text, more in (
        ("twenty first", True),
        ("five five", True),
        ("five oh five", True),
        ("five oh dear", False),
        ("five 5", True),
        ("five e", False),
        ("5 e6", False),
        ("5e6", True),
        ("five, five", False),
        ("five", False),
        ("five please", False),
    ):
        assert goes_on(tokenise(text).tokens, 1) is more, text


@pytest.mark.parametrize(
    ("text", "value"), [("a couple", 2), ("a couple of them", 2), ("twice", 2), ("just once", 1)]
)
def test_words_that_count(text: str, value: int) -> None:
    assert normalise(EntitySpec(kind="number"), text, today=TODAY) == value
    assert not any(match.marked for match in scan_numbers(tokenise(text)))
