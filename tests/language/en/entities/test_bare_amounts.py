"""Numbers without a currency that are no amount."""

from __future__ import annotations

import pytest

from voice_agent.language.en.entities.bare_amounts import counts_something, is_below_zero
from voice_agent.language.en.entities.tokens import tokenise


@pytest.mark.parametrize(
    "text",
    ["five days", "five people", "five pm", "five figures", "five nickels", "five fifths",
     "five five", "five uae dirhams", "five bitcoin", "five and six"],
)  # fmt: skip
def test_a_number_of_something_else(text: str) -> None:
    assert counts_something(tokenise(text).tokens, 1)


@pytest.mark.parametrize(
    "text",
    ["five", "five please", "five thanks", "five to Anna", "five to dollars", "five and more",
     "five and six please", "five is fine", "five works", "five pass it's"],
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
