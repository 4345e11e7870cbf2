"""Said against heard: alignment and marks."""

from __future__ import annotations

from random import Random

import pytest

from voice_agent.playbook.phrases import Realised, parse_phrase
from voice_agent.training.noise.aligning import (
    carry_marks,
    confusions,
    numeral_words,
    spoken_words,
    word_error_rate,
)

ENTITIES = ("amount", "payee", "date", "roast", "size", "milk")


def realised(marked: str) -> Realised:
    return parse_phrase(marked, ENTITIES).realise(Random(0), lambda entity, rng: "")


def marks(sentence: Realised | None) -> list[tuple[str, str]]:
    assert sentence is not None
    return [(sentence.text[start:end], name) for start, end, name in sentence.spans]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What's MY balance?", "what is my balance"),
        ("$1,250.50", "one thousand two hundred and fifty dollars and fifty cents"),
        ("a 12-ounce latte, 12oz", "a twelve ounce latte twelve ounce"),
        ("it's 4477", "it is four four seven seven"),
        ("the 3rd at 3 p.m.", "the third at three pm"),
        ("20%", "twenty percent"),
        ("...", ""),
    ],
)
def test_words_are_compared_as_spoken(text: str, words: str) -> None:
    assert " ".join(token.word for token in spoken_words(text)) == words


def test_tokens_know_the_characters_they_were_written_with() -> None:
    text = "Send $200, now"
    assert [text[t.start : t.end] for t in spoken_words(text)] == [
        "Send", "$200", "$200", "$200", "now",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("numeral", "words"),
    [
        ("7", "seven"),
        ("0123", "zero one two three"),
        ("9876543", "nine eight seven six five four three"),
    ],
)
def test_numerals_are_said(numeral: str, words: str) -> None:
    assert " ".join(numeral_words(numeral)) == words


@pytest.mark.parametrize(
    ("said", "heard", "kept"),
    [
        (
            "send [two hundred dollars](amount) to [Priya Patel](payee) [on Friday](date)",
            "Send $200 to prior patella on Friday.",
            [("$200", "amount"), ("prior patella", "payee"), ("on Friday", "date")],
        ),
        (
            "a [light roast](roast) with [skim milk](milk)",
            "Like grossed with scheme milk?",
            [("Like grossed", "roast"), ("scheme milk", "milk")],
        ),
        ("pay [Anna](payee) [on Friday](date)", "Pay on Friday", [("on Friday", "date")]),
        ("[twelve ounce](size) coffee", "12-ounce coffee.", [("12-ounce", "size")]),
    ],
)
def test_marks_go_with_their_words(said: str, heard: str, kept: list[tuple[str, str]]) -> None:
    assert marks(carry_marks(realised(said), heard)) == kept


def test_words_that_are_no_longer_those_of_the_mark_spoil_the_sentence() -> None:
    said = realised("get a small [cafe mocha](size)")
    assert carry_marks(said, "get a small cappuccino") is None


def test_how_numbers_are_written_is_no_error() -> None:
    assert word_error_rate("send two hundred dollars", "Send $200.") == 0.0
    assert word_error_rate("pay the bill", "pay the bell now") == pytest.approx(2 / 3)
    assert word_error_rate("", "") == 0.0


def test_confusions_are_words_for_words() -> None:
    assert list(confusions("with skim milk please", "with scheme milk please")) == [
        ("skim", "scheme")
    ]
    assert list(confusions("can I get an ounce", "can I get announce")) == [
        ("an ounce", "announce")
    ]
    # Lost and added words, numbers, and words with nothing in common are none.
    assert list(confusions("pay the bill", "pay bill")) == []
    assert list(confusions("the two bills", "the ten bills")) == []
    assert list(confusions("pay the rent", "pay the mortgage")) == []
