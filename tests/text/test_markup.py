"""Markdown as running text, whole and while it is being written."""

from __future__ import annotations

import random

import pytest

from voice_agent.text.markup import Unmarked, unmarked

TEXTS = {
    "**Gold card**\n\n1. Costs $90\n2. See [our site](https://x.y/z)\n\n": (
        "Gold card. Costs $90. See our site."
    ),
    "You need:\n- an ID\n- *a card*;\n* 5 dollars\n\nThat is all.": (
        "You need: an ID. a card; 5 dollars. That is all."
    ),
    "| a | b |\n|:--|:-:|\n| c | d |": "c: b d.",
    "a | b\n--- | ---\nc | d": "a | b. c | d",
    "+---+---+\n| a | b |\n+---+---+": "a, b.",
    "# Fees\nThey are low": "Fees. They are low",
    "> quoted\n> more": "quoted. more.",
    "- [ ] one\n- [x] two": "one. two.",
    "a) one\nb) two": "one. two.",
    "10. ten\n11) eleven": "ten. eleven.",
    "| Plan | Fee |\n|:--|--:|\n| Basic | $5 |\n| Gold | |\nDone.": "Basic: Fee $5. Gold. Done.",
    "| a | b |\n| c | d |": "a, b. c, d.",
    "```python\nprint(1)\n```\nthen": "then",
    "```\nsaid\n```\nthen": "said. then",
    'I can help. ```json\n{"a": 1}\n``` Done.': "I can help. Done.",
    "***\nhello\n---\nbye": "hello. bye",
    "A line of a file that is wrapped because it is so long,\nand goes on here.": (
        "A line of a file that is wrapped because it is so long, and goes on here."
    ),
    "Gold card\nCosts a lot": "Gold card. Costs a lot",
    "-5 degrees\r\nor less": "-5 degrees or less",
    "Great 😊.\n\n👍": "Great.",
    "What?\n\nThis!": "What? This!",
    "\n\n\n": "",
}


@pytest.mark.parametrize(("marked", "plain"), TEXTS.items())
def test_sentences(marked: str, plain: str) -> None:
    assert unmarked(marked) == plain


@pytest.mark.parametrize(("marked", "plain"), TEXTS.items())
def test_piece_by_piece_it_is_the_same(marked: str, plain: str) -> None:
    for seed in range(40):
        rng, reader, said, at = random.Random(seed), Unmarked(), "", 0
        while at < len(marked):
            size = rng.randint(1, 1 + seed % 9)
            said += reader.feed(marked[at : at + size])
            at += size
        assert (said + reader.end()).strip() == plain


def test_a_single_line_may_begin_with_a_number() -> None:
    assert unmarked("15. Then it is due.") == "15. Then it is due."
    assert unmarked("- **Savings**: 4%") == "Savings: 4%."
    assert unmarked("plain") == "plain"


def test_words_come_as_soon_as_they_are_certain() -> None:
    reader = Unmarked()
    pieces = ("It ", "de", "pends. ", "On [", "you](x)", " now")
    assert [reader.feed(piece) for piece in pieces] == [
        "It", "", " depends.", " On", "", " you",
    ]  # fmt: skip
    assert reader.end() == " now"
