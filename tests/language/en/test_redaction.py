from __future__ import annotations

import pytest

from voice_agent.language.en.redaction import redactions


def redact(text: str) -> str:
    for redaction in redactions:
        text = redaction.pattern.sub(redaction.label, text)
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my card is 4929 1234 5678 9012 ok", "my card is [digits] ok"),
        ("it's 4929-1234-5678-9012.", "it's [digits]."),
        ("1234", "[digits]"),
        ("123", "123"),
        ("1   2   3   4", "[digits]"),
        ("1    2    3    4", "[digits]"),
        ("12.34", "[digits]"),
        ("12 .... 34", "12 .... 34"),
        ("call me on +1 (555) 123-4567", "call me on [digits]"),
        ("four double seven one two", "[digits]"),
        ("four, seven, seven, one", "[digits]"),
        ("one two three", "one two three"),
        ("oh 4 treble 2", "[digits]"),
        ("write to jo.smith+x@mail.co.uk please", "write to [email] please"),
        ("jo dot smith at gmail dot com", "[email]"),
        ("JO UNDERSCORE smith AT mail DOT co DOT uk", "[email]"),
        ("jo at gmail", "jo at gmail"),
        ("two of my three cards", "two of my three cards"),
        ("send $2500 on the 15th", "send $2500 on the 15th"),
        ("send 2500 dollars", "send 2500 dollars"),
        ("send 2500 bucks", "send 2500 bucks"),
        ("send 2500 doughnuts", "send [digits] doughnuts"),
        ("at 3:30", "at 3:30"),
        ("", ""),
    ],
)
def test_what_looks_personal_is_replaced(text: str, expected: str) -> None:
    assert redact(text) == expected
