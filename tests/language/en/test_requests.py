"""Turns with two requests, with part of one, and "this, not that"."""

from __future__ import annotations

import pytest

from voice_agent.language.en.requests import continues, replacement, splits


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("what's my balance and please freeze my card", ("what's my balance", "freeze my card")),
        ("Pay the rent, and then send Tom fifty.", ("Pay the rent", "send Tom fifty.")),
        ("Tell me my balance. Also, I lost a card", ("Tell me my balance", "I lost a card")),
    ],
)
def test_a_turn_is_cut_where_its_parts_are_joined(text: str, parts: tuple[str, str]) -> None:
    left, right = splits(text)[0]
    assert (left, right.removeprefix(", ")) == parts or right.endswith(parts[1])


@pytest.mark.parametrize(
    "text",
    ["send two hundred and fifty dollars to Sarah", "checking and savings", "what is my balance"],
)
def test_a_number_or_a_pair_of_words_is_not_cut(text: str) -> None:
    assert splits(text) == []


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("And my savings?", "also"),
        ("What about the credit card?", "also"),
        ("the same to Tom", "same"),
        ("And the same for the water bill, please.", "same"),
        ("my savings", None),
        ("and then I went to the shop and bought a pair of shoes", None),
    ],
)
def test_the_rest_of_a_request(text: str, how: str | None) -> None:
    assert continues(text) == how


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("I said Mark, not Mike.", ("mark", "mike")),
        ("No, on Thursday, not on Wednesday", ("thursday", "wednesday")),
        ("Not Mike but Mark", ("mark", "mike")),
        ("that is Mark", None),
        ("I would not like to send anything to anybody at all today", None),
    ],
)
def test_what_replaces_what(text: str, pair: tuple[str, str] | None) -> None:
    assert replacement(text) == pair
