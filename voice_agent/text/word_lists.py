"""Word lists written as running text."""

from __future__ import annotations


def words(text: str) -> list[str]:
    """The words of ``text`` in their order."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """The words of ``text``."""
    return frozenset(words(text))
