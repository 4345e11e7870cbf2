from __future__ import annotations

import pytest

from voice_agent.text.normalise import comparison_key, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  ?!  ", ""),
        ("What's  the FEE, please?", "what's the fee please"),
        ("you’re", "you're"),
        ("\uff21\uff22", "ab"),
        ("co-op", "co op"),
        ("$2,500.00", "2 500 00"),
        ("Grüß Gott!", "grüß gott"),
    ],
)
def test_plain_text_has_words_and_apostrophes_only(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What's my  Balance?", "whats my balance", True),
        ("co-op", "co op", True),
        ("my balance", "the balance", False),
        ("snake_case", "snake case", True),
        ("", "...", True),
    ],
)
def test_texts_that_mean_the_same_have_one_key(one: str, other: str, same: bool) -> None:
    assert (comparison_key(one) == comparison_key(other)) is same
