"""What was spoken of before, in English."""

from __future__ import annotations

import pytest

from voice_agent.language.en.known import goes_without, is_known


@pytest.mark.parametrize(
    ("before", "known"),
    [
        ("put soy milk in the ", True),
        ("could my ", True),
        ("make that ", True),
        ("put soy milk in a ", False),
        ("another ", False),
        ("lathe", False),
        ("", False),
    ],
)
def test_a_value_that_was_spoken_of(before: str, known: bool) -> None:
    assert is_known(before) is known


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Without it then.", True),
        ("Oh okay, then just without.", True),
        ("plain please", True),
        ("leave it out then", True),
        ("just as it is", True),
        ("I'll take it without that", True),
        ("skip that", True),
        ("no thanks", False),
        ("no", False),
        ("okay", False),
        ("never mind", False),
        ("without sugar", False),
        ("a plain coffee", False),
        ("forget the whole thing", False),
    ],
)
def test_who_does_without(text: str, without: bool) -> None:
    assert goes_without(text) is without
