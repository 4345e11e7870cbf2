"""Numbers that are no hour."""

from __future__ import annotations

import pytest

from voice_agent.language.en.entities.time_doubts import is_dashed, is_doubtful
from voice_agent.language.en.entities.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("room 5", 1),
        ("this one", 1),
        ("the later one", 2),
        ("quarter five", 1),
        ("party of four", 2),
        ("three kids", 0),
        ("$5", 1),
        ("five five", 0),
        ("table for four", 2),
        ("ten of six", 2),
        ("quarter past thirty", 2),
        ("five to", 0),
        ("five past", 0),
        ("five till", 0),
        ("5:5", 0),
        ("5:5", 2),
        ("3 a", 0),
        ("3h5", 0),
        ("nine and a half", 0),
    ],
)
def test_a_number_that_may_be_no_hour(text: str, at: int) -> None:
    assert is_doubtful(tokenise(text).tokens, at, at + 1)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("five", 0),
        ("at five please", 1),
        ("for four", 1),
        ("five to my place", 0),
        ("five uh six", 0),
        ("nine and ten", 0),
        ("ten past six", 0),
    ],
)
def test_a_number_that_may_be_an_hour(text: str, at: int) -> None:
    assert is_doubtful(tokenise(text).tokens, at, at + 1) is (text == "ten past six")


def test_a_dash_between_two_tokens() -> None:
    assert is_dashed(tokenise("9-5"), 1)
    assert is_dashed(tokenise("9 – 5"), 1)
    assert not is_dashed(tokenise("9 5"), 1)
    assert not is_dashed(tokenise("-5"), 0)
    assert not is_dashed(tokenise("9-"), 1)
