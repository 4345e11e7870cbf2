"""Advice as tables."""

from __future__ import annotations

from rich.console import Console
from toy_phrases import embed, with_misplaced

from voice_agent.training.measure.advice import Advice, advise
from voice_agent.training.measure.advice_table import show


def test_everything_found_is_shown() -> None:
    console = Console(record=True, width=160)
    phrases = {**with_misplaced(), "thin": ["move it to [savings](account)"] * 2}
    show(advise(phrases, embed), console, most=2)
    text = console.export_text()
    assert "Fewer than 5 phrases: thin" in text
    assert "wrong intent (2 of " in text
    assert "somebody stole my debit card" in text
    show(Advice(), console)
    assert "Nothing to report" in console.export_text()
