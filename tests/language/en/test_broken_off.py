"""Turns that end in the middle of a sentence."""

import pytest

from voice_agent.language.en.broken_off import is_broken_off


@pytest.mark.parametrize(
    "text",
    [
        "Lock my",
        "Lock my card. It's been",
        "send 20 dollars to, um,",
        "send 20 dollars to",
        "I want to",
        "freeze my card and",
        "lock my credit card for",
    ],
)
def test_a_sentence_lacks_its_end(text: str) -> None:
    assert is_broken_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lock my card",
        "turn it on",
        "what is it for",
        "Who is it to?",
        "I want my card switched off",
        "no, not that one",
    ],
)
def test_a_sentence_is_whole(text: str) -> None:
    assert not is_broken_off(text)
