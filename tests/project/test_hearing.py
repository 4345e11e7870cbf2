"""Sentences that are hard to hear."""

from __future__ import annotations

import pytest
from toy_slm import toy_playbook

from voice_agent.playbook.intents import DetailSpec, IntentSpec
from voice_agent.project.hearing import LONGEST_SENTENCE, hard_to_hear, sentences


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("word " * (LONGEST_SENTENCE + 1), "a sentence of 31 words"),
        ("Which day? And what time?", "2 questions at once"),
        ("It is 1, 2, 3 or 4.", "4 numbers in one sentence"),
    ],
)
def test_hard(text: str, what: str) -> None:
    (found,) = hard_to_hear(text)
    assert what in found


@pytest.mark.parametrize(
    "text",
    [
        ("word " * LONGEST_SENTENCE).strip() + ". " + "word " * LONGEST_SENTENCE,
        "Which day would you like?",
        "It is 1, 2 or 3. Or 4 and 5.",
        "That is 1,234.50 dollars at 10:30.",
    ],
)
def test_easy(text: str) -> None:
    assert list(hard_to_hear(text)) == []


def test_whatever_the_agent_says_is_looked_at() -> None:
    twice = "What? Why?"
    intent = IntentSpec(answer=twice, confirm=twice, details={"amount": DetailSpec(ask=twice)})
    changed = toy_playbook()
    says = changed.says.model_copy(update={"greeting": twice, "not_heard": ["Yes?", twice]})
    changed = changed.model_copy(update={"intents": {"a": intent}, "says": says})
    assert {found.path for found in sentences(changed)} == {
        ("says", "greeting"),
        ("says", "not_heard", 1),
        ("intents", "a", "confirm"),
        ("intents", "a", "answer"),
        ("intents", "a", "details", "amount", "ask"),
    }
