"""Callers who wait and ask whether the line is still there."""

from __future__ import annotations

import pytest

from voice_agent.language.en.hello import without_hello


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hello?", ""),
        ("hello, hello? are you there?", ""),
        ("Are you still there?", ""),
        ("anybody there", ""),
        ("Can you hear me? Hello?", ""),
        ("Which loan would be better? Hello?", "Which loan would be better"),
        ("Hello, I have a question.", "Hello, I have a question."),
        ("say hello to Tom", "say hello to Tom"),
        ("", ""),
    ],
)
def test_hello(text: str, rest: str) -> None:
    assert without_hello(text) == rest
