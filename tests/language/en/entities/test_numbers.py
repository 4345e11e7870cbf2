"""Cardinal numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise

TODAY = date(2026, 11, 22)  # A Sunday.

NUMBER = [
    ("1st", None),
    ("a couple of hundred", 200),
    ("thirty-five", 35),
    ("two", 2),
    ("ten thousand", 10000),
    ("five", 5),
    ("5", 5),
    ("twenty-three", 23),
    ("two hundred and fifty", 250),
    ("two point five", 2.5),
    ("two and a half", 2.5),
    ("1,250", 1250),
    ("3.14", 3.14),
    ("minus five", -5),
    ("a dozen", 12),
    ("three no four", 4),
    ("zero", 0),
    ("one", 1),
    ("nothing", None),
    ("one hundred and one", 101),
    ("nineteen eighty four", 1984),
    ("two thousand and twelve", 2012),
    ("a million", 1000000),
    ("five percent", 5),
    ("uh seven", 7),
]


@pytest.mark.parametrize(("text", "value"), NUMBER)
def test_number(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="number"), text, today=TODAY) == value
