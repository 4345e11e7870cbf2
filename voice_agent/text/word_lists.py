"""Word lists written as running text."""

from __future__ import annotations


def words(text: str) -> list[str]:
    """Return the words of ``text`` in their order."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """Return the set of the words of ``text``."""
    return frozenset(words(text))


def phrases(text: str) -> list[tuple[str, ...]]:
    """Return the phrases of ``text``, which are separated by commas, as tuples of words."""
    return [tuple(words(phrase)) for phrase in text.split(",")]
