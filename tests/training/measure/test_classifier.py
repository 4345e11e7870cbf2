"""A quick classifier of sentences."""

from __future__ import annotations

import pytest
from toy_phrases import PHRASES, embed

from voice_agent.training.measure.classifier import plain, quick_classifier


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("send [ten dollars](amount) to {payee}", "send ten dollars to payee"),
        ("<can|could> you pay {due_date}", "can you pay due date"),
        ("<please|> go <a|<b|c>>", "please go a"),
    ],
)
def test_marks_gaps_and_choices_become_words(phrase: str, words: str) -> None:
    assert plain(phrase) == words


def test_the_quick_classifier_reads_other_words() -> None:
    classify = quick_classifier(PHRASES, embed)
    said = ["is my card stolen", "how much money is left", "open on Saturday", "checks please"]
    assert classify(said) == ["lost_card", "check_balance", "opening_hours", "order_checks"]
