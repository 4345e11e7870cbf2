"""A caller who does not want a person."""

from __future__ import annotations

import pytest

from voice_agent.language.en.declined import without_declined


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("please don't transfer me to anybody, I want my balance", "I want my balance"),
        ("I don't want to talk to a person. What is my balance?", "What is my balance?"),
        ("my balance, I do not need an agent", "my balance,"),
        ("I don't want a robot, I want a person", "I don't want a robot, I want a person"),
        ("why don't you have a person", "why don't you have a person"),
        ("don't you have anybody else", "don't you have anybody else"),
        (
            "I don't want this machine give me a person",
            "I don't want this machine give me a person",
        ),
    ],
)
def test_what_is_left(text: str, rest: str) -> None:
    left = without_declined(text)
    assert len(left) == len(text)
    assert left.strip() == rest
