"""Questions about one letter, and their answers."""

from __future__ import annotations

import pytest

from voice_agent.language.en.entities.letter_doubts import (
    letter_answer,
    letter_question,
    unspelled,
)


@pytest.mark.parametrize(
    ("one", "other", "question"),
    [
        ("Jensen", "Jenfen", "Was that S as in Sam, or F as in Frank?"),
        ("Mo Tan", "no tan", "Was that M as in Mary, or N as in Nancy?"),
        ("Ana", "Ana", ""),
        ("Ana", "Anna", "Is that one N, or two?"),
        ("Jon", "John", "Is there an H as in Henry, after the O?"),
        ("Arlow", "Harlow", "Does it begin with an H as in Henry?"),
        ("Tom", "Tomas", ""),
        ("Jon Smith", "Johm Smith", ""),
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


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Two.", "Anna"),
        ("It's with two N's", "Anna"),
        ("double n", "Anna"),
        ("just one", "Ana"),
        ("a single n", "Ana"),
        ("Yes.", "Anna"),
        ("no", "Ana"),
        ("one or two", None),
        ("what", None),
        ("my name is not on that account, is it", None),
    ],
)
def test_answer_to_whether_there_is_one_more(text: str, meant: str | None) -> None:
    assert letter_answer(text, "Ana", "Anna") == meant
    assert letter_answer(text, "Anna", "Ana") == meant


def test_no_answer_without_such_a_question() -> None:
    assert letter_answer("s", "Jensen", "Jansson") is None


@pytest.mark.parametrize(
    ("name", "question", "open_letters"),
    [
        ("Banji Chitargi", "Please spell the name.", True),
        ("Banji Chitargi", "What is the name, letter by letter?", True),
        ("Banji Chitargi", "Who should it go to? You can say the name or spell it.", False),
        ("Banji Chitargi", "Who should it go to?", False),
        ("Zane Smith", "How do you spell that?", False),
        ("Zane Smyth", "How do you spell that?", True),
        ("", "How do you spell that?", True),
    ],
)
def test_a_word_where_letters_were_asked_for(name: str, question: str, open_letters: bool) -> None:
    assert bool(unspelled(name, question)) is open_letters
