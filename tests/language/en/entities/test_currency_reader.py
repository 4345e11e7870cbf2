"""The currency beside an amount."""

from __future__ import annotations

import pytest

from voice_agent.language.en.entities.currency_reader import dollars_of, read_sign, read_unit
from voice_agent.language.en.entities.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("$5", ("USD", 1)),
        ("us $5", ("USD", 2)),
        ("A$5", ("AUD", 2)),
        ("a $5", (None, 0)),
        ("eur 5", ("EUR", 1)),
        ("rs 5", ("INR", 1)),
        ("rs. 5", ("INR", 2)),
        ("send 5", (None, 0)),
    ],
)
def test_before_an_amount(text: str, read: tuple[str | None, int]) -> None:
    assert read_sign(tokenise(text).tokens, 0) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("dollars", ("USD", 1)),
        ("of dollars", ("USD", 2)),
        ("$", ("USD", 1)),
        ("gbp", ("GBP", 1)),
        ("canadian dollars", ("CAD", 2)),
        ("hong kong dollars", ("HKD", 3)),
        ("ghanaian cedis", ("GHS", 2)),
        ("canadian pounds", (None, 0)),
        ("dinars", (None, 0)),
        ("iraqi dinars", ("IQD", 2)),
        ("please", (None, 0)),
        ("", (None, 0)),
    ],
)
def test_after_an_amount(text: str, read: tuple[str | None, int]) -> None:
    assert read_unit(tokenise(text).tokens, 0) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [("canadian", ("CAD", 1)), ("hong kong", ("HKD", 2)), ("please", (None, 0)), ("", (None, 0))],
)
def test_a_country_alone(text: str, read: tuple[str | None, int]) -> None:
    assert dollars_of(tokenise(text).tokens, 0) == read
