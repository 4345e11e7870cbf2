from __future__ import annotations

from voice_agent.language.en.entities.common_words import COMMON_WORDS, FUNCTION_WORDS


def test_function_words_are_common_too() -> None:
    assert FUNCTION_WORDS < COMMON_WORDS
    assert {"so", "no", "and"} <= FUNCTION_WORDS
    assert {"nice", "account"} <= COMMON_WORDS - FUNCTION_WORDS


def test_words_are_written_as_the_recogniser_writes_them() -> None:
    assert all(word == word.lower() and word.replace("'", "").isalpha() for word in COMMON_WORDS)
