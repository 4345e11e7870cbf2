"""English that only tells of an order."""

from __future__ import annotations

import pytest

from voice_agent.language.en.reports import reports


@pytest.mark.parametrize(
    "text",
    [
        "My colleague is going to order a cappuccino later, just so you know.",
        "My boss will order a latte later",
        "I already ordered a small latte",
        "I ordered a latte ten minutes ago",
        "She loves your mochas",
        "my wife always gets a latte here",
        "We had two mochas this morning",
        "My husband just called in a large latte",
        "Somebody ordered a mocha for me",
    ],
)
def test_what_is_only_told(text: str) -> None:
    assert reports(text)


@pytest.mark.parametrize(
    "text",
    [
        "My wife will have a latte",
        "She wants a large mocha",
        "I had a latte",
        "my boss wants me to order a large latte",
        "My colleague called, a large latte please",
        "I usually get a latte but today give me a mocha",
        "My wife wants to order a mocha",
        "I'm going to have a latte",
        "my son would like an iced coffee",
        "The usual for me, a latte",
        "We'd like to order three lattes",
        "I'll order a latte",
        "He's going to have a small coffee",
        "a latte",
    ],
)
def test_what_is_asked_for(text: str) -> None:
    assert not reports(text)
