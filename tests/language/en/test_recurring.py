"""What is to be done again and again."""

from __future__ import annotations

import pytest

from voice_agent.language.en.recurring import recurs


@pytest.mark.parametrize(
    "text",
    [
        "send Emily two hundred every month on the first",
        "set up a standing order of 50 dollars to Anna",
        "pay it each Friday",
        "every other week",
        "do that monthly",
        "twice a month please",
        "on the fifth of every month",
        "a recurring transfer to Tom",
    ],
)
def test_again_and_again(text: str) -> None:
    assert recurs(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "send Emily two hundred on the first",
        "pay my monthly rent on Friday",
        "like every month",
        "I usually pay it every month, so do that today",
        "every time I call you ask me that",
        "send it each way",
    ],
)
def test_once(text: str) -> None:
    assert not recurs(text)
