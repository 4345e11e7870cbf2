"""Hints on the spelling of a name."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise

TODAY = date(2026, 11, 22)  # A Sunday.

NAME = EntitySpec(kind="name")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("smith with a y", "Smyth"),
        ("that's smythe with a y", "Smythe"),
        ("anne smith with a y", "Anne Smyth"),
        ("sara with an h", "Sarah"),
        ("carl with a k", "Karl"),
        ("steven with a ph", "Stephen"),
        ("Ann with an e", "Anne"),
        ("Ann with an e at the end", "Anne"),
        ("philip with two l's", "Phillip"),
        ("jon without an h", "Jon"),
        ("john without an h", "Jon"),
        ("matt with one t", "Mat"),
        ("smith s m i t h", "Smith"),
        ("cathy k a t h y", "Kathy"),
        ("john double u h i t e", "John White"),
        ("s m i t aitch", "Smith"),
        ("bee are why a n", "Bryan"),
        ("zed a r a", "Zara"),
        ("w a double r e n", "Warren"),
        ("can I see a bee", "Can I See A Bee"),
    ],
)
def test_spelling_hints(text: str, name: str) -> None:
    assert normalise(NAME, text, today=TODAY) == name
