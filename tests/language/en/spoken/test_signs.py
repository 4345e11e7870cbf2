"""Signs that are words, and those that are nothing."""

from __future__ import annotations

import pytest

from voice_agent.language.en.spoken.signs import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("10x faster", "10 times faster"),
        ("message(s) and item/s", "messages and items"),
        ("fish & chips, AT&T", "fish and chips, AT and T"),
        ("5 + 3 = 8", "5 plus 3 equals 8"),
        ("P × r, 3 x 4, 2 * 3", "P times r, 3 times 4, 2 times 3"),
        ("5+ years", "5 or more years"),
        ("1) first 2) second", "1, first 2, second"),
        ("No.1 bank, tel:5 5 5", "number 1 bank, 5 5 5"),
        ("45 dollars / 40 euros", "45 dollars or 40 euros"),
        ("Settings > Cards → Freeze", "Settings, Cards, Freeze"),
        ("word/word", "word or word"),
        ("#5 and #tag by @me", "number 5 and tag by me"),
        ("snake_case", "snake case"),
        ("one -- two", "one – two"),
        ("a | b • c", "a, b, c"),
        ("[a] {b} <c> ^d", "a b c d"),
        ("Great , it is ( ) !", "Great, it is!"),
        (", so it is.. Fine", "so it is. Fine"),
        ('Wait... (what?) - "it\'s"; fine: yes!', 'Wait... (what?) - "it\'s"; fine: yes!'),
    ],
)
def test_sign(written: str, spoken: str) -> None:
    assert speak(written) == spoken
    assert speak(spoken) == spoken
