"""Values that cannot be, and why."""

from __future__ import annotations

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en.impossible import impossible

CODE = EntitySpec(kind="digits", min_length=4, max_length=4)
PIN = EntitySpec(kind="digits", min_length=4, max_length=6)


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("date", "on the thirty first of June", "June has only 30 days."),
        ("date", "February 30th", "February has only 29 days."),
        ("date", "the 31st of April", "April has only 30 days."),
        ("date", "the thirty second", "No month has 32 days."),
        ("date", "the twenty ninth of February", ""),
        ("date", "the thirty first of May", ""),
        ("date", "on Monday", ""),
        ("time", "at 25 o'clock", "The clock has only 24 hours."),
        ("time", "at ten o'clock", ""),
        ("time", "ten past", ""),
        ("money", "minus fifty dollars", "That would be less than nothing."),
        ("money", "fifty dollars", ""),
        ("name", "thirty second", ""),
    ],
)
def test_why_a_value_cannot_be(kind: str, text: str, why: str) -> None:
    assert impossible(EntitySpec(kind=kind), text) == why  # type: ignore[arg-type]


def test_too_many_digits() -> None:
    assert impossible(CODE, "one two three four five") == "Those are 5 digits, and I need 4."
    assert impossible(PIN, "1 2 3 4 5 6 7") == "Those are 7 digits, and I need 6."
    assert impossible(CODE, "one two three") == ""
