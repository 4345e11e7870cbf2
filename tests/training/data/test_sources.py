"""Readers of public data sets."""

from __future__ import annotations

from voice_agent.training.data.sources import spans_of_tags


def test_spans_of_bio_tags_are_in_characters() -> None:
    words, tags = ["play", "the", "beatles", "now", "now"], ["O", "B-a", "I-a", "B-b", "B-b"]

    assert spans_of_tags(words, tags) == ((5, 16, "a"), (17, 20, "b"), (21, 24, "b"))
