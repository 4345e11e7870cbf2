"""What looks personal in English text, and what only resembles it."""

from __future__ import annotations

import re

import pytest

from voice_agent.language.en.redaction import redactions


def redacted(text: str) -> str:
    for redaction in redactions:
        text = redaction.pattern.sub(redaction.label, text)
    return text


@pytest.mark.parametrize(
    "shown",
    [
        "write to <jo.smith+x@mail.co.uk> please",
        "<JO@A-B.com>.",
        "<a_b@c.de>, or <jo-an@x.y.z>",
        "it is <jo at mail dot com> please",
        "<jo dot smith at gmail dot com>",
        "<jo underscore smith at gmail dot co dot uk> thanks",
        "<jo dash smith AT gmail DOT com>",
        "<j.smith at mail dot com>",
    ],
)
def test_an_address_is_replaced_as_a_whole(shown: str) -> None:
    assert redacted(re.sub("[<>]", "", shown)) == re.sub("<.*?>", "[email]", shown)


@pytest.mark.parametrize("text", ["meet me at the bank", "jo@home", "at gmail", "jo at gmail dot"])
def test_no_address(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "shown",
    [
        "my card is <4929 1234 5678 9012> ok",
        "<4929-1234-5678-9012>.",
        "call <+1 (555) 123-4567> now",
        "pin <1234>",
        "it is <1.2.3.4> or so",
        "<1 - 2 - 3 - 4>",
        "born in <1984>, <12345>",
        "<2500> pesos",
    ],
)
def test_four_digits_or_more_are_replaced_however_they_are_grouped(shown: str) -> None:
    assert redacted(re.sub("[<>]", "", shown)) == re.sub("<.*?>", "[digits]", shown)


@pytest.mark.parametrize(
    "text",
    [
        "the 123 bus",
        "12 3, no 5",
        "12    34",
        "send $2500 on the 15th",
        "send 2500 dollars",
        "send 2500dollars",
        "send 2500  bucks",
        "a1234",
        "12345th",
        "at 3:30",
    ],
)
def test_amounts_times_and_short_numbers_stay(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "word",
    ["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
     "double", "triple", "treble", "7"],
)  # fmt: skip
def test_four_spoken_digits_in_a_row_are_replaced(word: str) -> None:
    assert redacted(f"it is one, {word} - two {word} ok") == "it is [digits] ok"
    assert redacted(f"It is One {word.upper()} two three") == "It is [digits]"
    assert redacted(f"{word} one {word}") == f"{word} one {word}", "three are no number yet"
    assert redacted(f"one two three{word}x") == f"one two three{word}x"
