from __future__ import annotations

from voice_agent.text.word_lists import phrases, word_set, words


def test_words_keep_their_order_and_a_set_does_not_repeat_them() -> None:
    assert words("\n  two one\n two ") == ["two", "one", "two"]
    assert word_set("\n  two one\n two ") == frozenset({"one", "two"})


def test_phrases_are_separated_by_commas() -> None:
    assert phrases("all one word, \n no  space") == [("all", "one", "word"), ("no", "space")]
