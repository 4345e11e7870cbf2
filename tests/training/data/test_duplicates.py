"""Keeping test turns out of training."""

from __future__ import annotations

from voice_agent.playbook.phrases import parse_phrase
from voice_agent.training.data.duplicates import without_texts
from voice_agent.training.data.rows import Row


def row(text: str, intent: str = "a", split: str = "train", group: str = "in") -> Row:
    return Row(phrase=parse_phrase(text, ()), group=group, split=split, intents=(intent,))  # type: ignore[arg-type]


def test_rows_of_the_test_split_leave_training() -> None:
    rows = [row("one two"), row("One, two!", split="test"), row("three", split="dev")]

    kept, removed = without_texts(rows, {"one two", "three"})
    assert (kept, removed) == ((rows[1],), 2)
