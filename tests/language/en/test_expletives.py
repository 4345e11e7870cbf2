"""Swearwords beside a request."""

from __future__ import annotations

import pytest

from voice_agent.language.en.expletives import without_expletives


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("pay my damn gas bill", "pay my gas bill"),
        ("freeze my goddamn card", "freeze my card"),
        ("how the hell do I do that", "how do I do that"),
        ("oh crap, I lost my card", ", I lost my card"),
        ("Shit! My card is gone", "! My card is gone"),
        ("Damn it, that was sixty", ", that was sixty"),
        ("Damn, that was sixty", ", that was sixty"),
        ("Jesus, just send it", ", just send it"),
        ("tomorrow, for heaven's sake", "tomorrow,"),
        ("for crying out loud, yes", ", yes"),
        # No swearwords, or ones that are meant for the agent.
        ("send 50 dollars to Jesus", "send 50 dollars to Jesus"),
        ("send it to Jesus, please", "send it to Jesus, please"),
        ("damn you", "damn you"),
        ("go to hell", "go to hell"),
        ("what is my balance", "what is my balance"),
    ],
)
def test_what_is_left(text: str, rest: str) -> None:
    left = without_expletives(text)
    assert len(left) == len(text)
    assert " ".join(left.split()) == rest
