from __future__ import annotations

import pytest

from voice_agent.language.en.questions import asks, opens_question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What's a wire to Spain", True),
        ("I want to wire something", True),
        ("so I was WONDERING about that", True),
        ("please, that one", True),
        ("I'm off to Spain in June", False),
        ("I bought a wantage", False),
        ("", False),
    ],
)
def test_a_text_may_ask_without_a_question_mark(text: str, expected: bool) -> None:
    assert asks(text) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("what does it cost", True),
        ("can i have a tea", True),
        ("am i late", True),
        ("canned tea", False),
        ("i can have a tea", False),
        ("", False),
    ],
)
def test_how_a_question_opens(sentence: str, expected: bool) -> None:
    assert opens_question(sentence) is expected
