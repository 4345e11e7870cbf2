"""Questions about one letter, and their answers."""

from __future__ import annotations

import pytest

from voice_agent.language.en.entities.letter_doubts import letter_answer, letter_question


@pytest.mark.parametrize(
    ("one", "other", "question"),
    [
        ("Jensen", "Jenfen", "Was that S as in Sam, or F as in Frank?"),
        ("Mo Tan", "no tan", "Was that M as in Mary, or N as in Nancy?"),
        ("Ana", "Ana", ""),
        ("Ana", "Anna", ""),
        ("Tom Banks", "Tim Banka", ""),
        ("Zoé", "Zoe", ""),
    ],
)
def test_question(one: str, other: str, question: str) -> None:
    assert letter_question(one, other) == question


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("s", "Jensen"),
        ("Ess", "Jensen"),
        ("eff", "Jenfen"),
        ("It was F, as in Frank.", "Jenfen"),
        ("F for fox", "Jenfen"),
        ("foxtrot", "Jenfen"),
        ("Sam", "Jensen"),
        ("the second", "Jenfen"),
        ("the former", "Jensen"),
        ("S, not F", None),
        ("S as in sugar, not F", "Jensen"),
        ("no", None),
        ("", None),
        ("I would like to talk to a person please", None),
    ],
)
def test_answer(text: str, meant: str | None) -> None:
    assert letter_answer(text, "Jensen", "Jenfen") == meant


def test_no_answer_without_such_a_question() -> None:
    assert letter_answer("s", "Jensen", "Jansson") is None
