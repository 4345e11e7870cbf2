"""Keep test turns out of the training data."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from random import Random

from voice_agent.playbook.phrases import Phrase, no_values, normalised
from voice_agent.playbook.turn_files import FEWEST_WORDS
from voice_agent.training.data.rows import Row


def text_of(phrase: Phrase) -> str | None:
    """Return the text of a phrase, ``None`` if gaps or choices leave it without a fixed one."""
    if any(not piece.text or "<" in piece.text for piece in phrase.pieces):
        return None
    return phrase.realise(Random(0), no_values).text


def texts_of(rows: Iterable[Row]) -> set[str]:
    """Return the normalised texts of the rows that have a fixed text."""
    texts = (text_of(row.phrase) for row in rows)
    return {normalised(text) for text in texts if text}


def measured_texts(rows: Iterable[Row], fewest_words: int = FEWEST_WORDS) -> set[str]:
    """Return the normalised texts of the test rows that have at least ``fewest_words`` words."""
    found = texts_of(row for row in rows if row.split == "test")
    return {text for text in found if len(text.split()) >= fewest_words}


def without_texts(rows: Iterable[Row], texts: Collection[str]) -> tuple[tuple[Row, ...], int]:
    """Remove the training and dev rows whose normalised text is in ``texts``.

    Returns:
        The remaining rows, with all test rows, and how many were removed.
    """
    rows = tuple(rows)
    kept = tuple(row for row in rows if row.split == "test" or not _is_in(row, texts))
    return kept, len(rows) - len(kept)


def _is_in(row: Row, texts: Collection[str]) -> bool:
    text = text_of(row.phrase)
    return text is not None and normalised(text) in texts
