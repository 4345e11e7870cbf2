"""Rows and their splits."""

from __future__ import annotations

from voice_agent.playbook.phrases import parse_phrase
from voice_agent.training.data.rows import Row, fingerprint


def row(text: str, intent: str = "a", split: str = "train", group: str = "in") -> Row:
    return Row(phrase=parse_phrase(text, ()), group=group, split=split, intents=(intent,))  # type: ignore[arg-type]


def test_a_fingerprint_changes_with_a_label() -> None:
    assert fingerprint([row("x")]) == fingerprint([row("x")])
    assert fingerprint([row("x")]) != fingerprint([row("x", intent="b")])
    assert fingerprint([row("x"), row("y")]) != fingerprint([row("y"), row("x")])
