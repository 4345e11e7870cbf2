"""A caller who does not want a person."""

from __future__ import annotations

import pytest

from voice_agent.language.en.declined import without_declined, without_refused


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


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("don't order any checks", ""),
        ("Please do not order any checks for me.", ""),
        ("I don't want to pay the gas bill today", ""),
        ("I'm not calling to cancel it, I want my balance", "I want my balance"),
        ("there's no need to block my card, just tell me my balance", "just tell me my balance"),
        ("don't freeze the debit card but freeze the other one", "freeze the other one"),
        ("You don't need to send me a card. What is my balance?", "What is my balance?"),
        ("never send me a statement", ""),
        ("I don't need an appointment, when do you open?", "when do you open?"),
        ("I don't want a new card I want this one off", "I want this one off"),
    ],
)
def test_what_is_left_beside_what_is_not_to_be_done(text: str, rest: str) -> None:
    left = without_refused(text)
    assert len(left) == len(text)
    assert left.strip() == rest


@pytest.mark.parametrize(
    "text",
    [
        "don't forget to pay my rent",
        "don't let anybody use my card",
        "I don't know my balance",
        "I don't have my card any more",
        "don't you have anybody else",
        "why don't you freeze my card",
        "I don't want my card any more",
        "I never got my new card",
        "I don't recognize this charge",
        "my card doesn't work, freeze it",
        "if I don't pay it, what happens",
    ],
)
def test_what_refuses_nothing(text: str) -> None:
    assert without_refused(text) == text
