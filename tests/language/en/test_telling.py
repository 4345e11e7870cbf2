"""What tells of something and what asks for it, where values are named; and values ruled out."""

from __future__ import annotations

import pytest

from voice_agent.language.en.telling import rules_out, tells


@pytest.mark.parametrize(
    "text",
    [
        "my wife ordered a latte already",
        "Freeze my card. Oh no, don't, I found it, it's right here.",
        "a large latte, wait no, don't",
        "Your colleague sent it last week.",
        "Somebody got a small mocha without asking me",
        "you made me a dark roast last month",
        "I already ordered a coffee",
        "I forgot that I got a house blend",
        "I was thinking of a medium americano",
        "I might get a latte later",
        "I'm against making it a large",
        "I'm done with activating the card ending in 4412",
        "I read that you can activate the card ending in 4412 in the app",
        "Thanks for changing my order to a medium coffee.",
        "if my brother agrees, get a large latte",
        "Suppose nothing arrives, then order a small mocha",
        "get a latte if and only if I say so",
        "tell her not to get a medium coffee",
        "I said not to make it a large",
        "the last thing I want is a large latte",
        "under no circumstances make me a coffee",
        "Did you just order a small coffee?",
        "what would happen if I got a latte",
        "how about we don't get a latte",
        "make it a medium. No, wait, forget it.",
        "a large latte, just kidding",
    ],
)
def test_what_is_told_of_is_not_asked_for(text: str) -> None:
    assert tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "a large latte with soy milk",
        "Large latte. No, wait, a medium one.",
        "my wife would like a small mocha",
        "he wants an iced coffee",
        "I was wondering if I could get a latte",
        "is it possible to get a small coffee",
        "Did I say medium? I meant large.",
        "something hot, let's say a mocha",
        "if you could make it a large, please",
        "have a latte waiting for me",
        "activate the card ending in 4412",
        "no sugar, please",
        "make it a large",
        "it ends in 4412",
        "could you put me down for two shots",
    ],
)
def test_what_is_asked_for_is_not_told_of(text: str) -> None:
    assert not tells(text)


@pytest.mark.parametrize(
    ("before", "ruled_out"),
    [
        ("unfreeze my card, not my ", True),
        ("on Tuesday, not on ", True),
        ("anything but ", True),
        ("the debit card instead of the ", True),
        ("why not ", False),
        ("send it to ", False),
        ("I did not say ", False),
    ],
)
def test_the_value_after_a_not_is_ruled_out(before: str, ruled_out: bool) -> None:
    assert rules_out(before) is ruled_out
