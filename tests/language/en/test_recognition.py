from __future__ import annotations

import pytest

from voice_agent.language.en.recognition import recogniser, repair, words


@pytest.mark.parametrize(
    ("sentence", "repaired"),
    [
        ("can I get a americano", "can I get an americano"),
        ("A espresso please", "An espresso please"),
        ("a tea and a iced mocha", "a tea and an iced mocha"),
        ("an americano", "an americano"),
        ("a", "a"),
        ("the a americano", "the an americano"),
        ("extra almond milk", "extra almond milk"),
        ("that's 'a americano", "that's 'a americano"),
    ],
)
def test_the_article_fits_the_word_that_filled_the_gap(sentence: str, repaired: str) -> None:
    assert repair(sentence) == repaired


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("What's my Balance?", ["what's", "my", "balance"]),
        ("4 4-7", ["4", "4", "7"]),
        ("♪ 字幕 ...", []),
    ],
)
def test_words_are_in_english_letters(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_hallucinations_are_written_as_words_are_compared() -> None:
    assert all(" ".join(words(text)) == text for text in recogniser.hallucinations)
    assert all(words(word) == [word] for word in recogniser.digit_words)
