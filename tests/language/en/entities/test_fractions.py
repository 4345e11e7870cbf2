"""Parts of a whole."""

from __future__ import annotations

from typing import Any

import pytest

from voice_agent.language.en.entities.fractions import added_fraction, fraction, written_fraction
from voice_agent.language.en.entities.tokens import tokenise


def at(reader: Any, text: str, index: int = 0) -> Any:
    return reader(tokenise(text).tokens, index)


def test_a_fraction_by_itself() -> None:
    assert at(fraction, "a half") == (0.5, 2)
    assert at(fraction, "three quarters") == (0.75, 2)
    assert at(fraction, "one fifth") == (0.2, 2)
    for text in ("half", "two half", "one quarters", "zero thirds", ""):
        assert at(fraction, text) is None
    assert at(fraction, "ten fifths") == (2.0, 2)
    assert at(fraction, "½") == (0.5, 1)


def test_a_fraction_after_and() -> None:
    assert at(added_fraction, "a half") == (0.5, 2)
    assert at(added_fraction, "half million") == (0.5, 1)
    for text in ("half past nine", "half a day", "half of it", "day"):
        assert at(added_fraction, text) is None


@pytest.mark.parametrize(
    ("word", "value"), [("1/2", 0.5), ("3/4", 0.75), ("1/0", None), ("a/b", None), ("5", None)]
)
def test_a_written_fraction(word: str, value: float | None) -> None:
    assert written_fraction(word) == value
