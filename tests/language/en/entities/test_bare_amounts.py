"""Numbers without a currency that are no amount."""

from __future__ import annotations

import pytest

from voice_agent.language.en.entities.bare_amounts import (
    counts_something,
    is_below_zero,
    is_inexact,
)
from voice_agent.language.en.entities.tokens import tokenise


@pytest.mark.parametrize(
    "text",
    ["five days", "five people", "five pm", "five figures", "five nickels", "five fifths",
     "five five", "five uae dirhams", "five bitcoin", "five and six", "two e's", "two ts",
     "one l", "one s"],
)  # fmt: skip
def test_a_number_of_something_else(text: str) -> None:
    assert counts_something(tokenise(text).tokens, 1)


@pytest.mark.parametrize(
    "text",
    ["five", "five please", "five thanks", "five to Anna", "five to dollars", "five and more",
     "five and six please", "five is fine", "five works", "five pass it's",
     "five k", "five a month", "five is", "five as"],
)  # fmt: skip
def test_a_number_that_may_be_an_amount(text: str) -> None:
    assert not counts_something(tokenise(text).tokens, 1)


@pytest.mark.parametrize(
    ("text", "at", "below"),
    [
        ("minus five", 1, True),
        ("negative five", 1, True),
        ("-5", 0, True),
        ("it is -5", 2, True),
        ("10-5", 1, False),
        ("ten - 5", 1, False),
        ("five", 0, False),
        ("send five", 1, False),
    ],
)
def test_below_zero(text: str, at: int, below: bool) -> None:
    assert is_below_zero(tokenise(text), at) is below


@pytest.mark.parametrize(
    ("text", "at", "end"),
    [
        ("more than five", 2, 3),
        ("less than five", 2, 3),
        ("twice five", 1, 2),
        ("half of five", 2, 3),
        ("five plus six", 0, 1),
        ("five plus six", 2, 3),
        ("five and change", 0, 1),
        ("five something", 0, 1),
        ("five some dollars", 0, 1),
    ],
)
def test_bounds_sums_and_about(text: str, at: int, end: int) -> None:
    assert is_inexact(tokenise(text).tokens, at, end, named=False)


@pytest.mark.parametrize(
    ("text", "at", "end"),
    [
        ("no more than five", 3, 4),
        ("five", 0, 1),
        ("five plus tip", 0, 1),
        ("five and six", 0, 1),
        ("five some time", 0, 1),
        ("of five", 1, 2),
    ],
)
def test_numbers_that_are_meant(text: str, at: int, end: int) -> None:
    assert not is_inexact(tokenise(text).tokens, at, end, named=False)


def test_a_bound_with_its_currency_tells_an_amount() -> None:
    assert not is_inexact(tokenise("more than five dollars").tokens, 2, 3, named=True)
