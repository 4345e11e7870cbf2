"""Labelled turns as the router would see them, and what mistakes cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fakes import playbook, reading

from voice_agent.core.turn import Escalation, Hit, Section
from voice_agent.dialogue.state import DialogueState
from voice_agent.improve.outcomes import Sample
from voice_agent.playbook.policy import Costs

BOOK = playbook()
FEES = Hit(Section("fees", "The fees", "Nothing."), 0.9, 3)
COSTS = Costs(
    wrong_answer=5,
    missed_escalation=20,
    clarification=0.5,
    llm_call=0.02,
    human_minute=1,
    human_minutes=4,
)


def sample(
    intent: str,
    confidence: float,
    right: str | tuple[str, ...],
    *,
    text: str = "these are five words here",
    state: DialogueState = DialogueState(),
    hit: Hit | None = None,
    escalation: float = 0.0,
    reasoning: float = 0.0,
    **labels: Any,
) -> Sample:
    """Return a turn that was read as ``intent``; ``right`` is what it should have been."""
    read = reading(text, intent, confidence, escalation=Escalation(escalation, "anger"))
    read = replace(read, reasoning=reasoning)
    intents = (right,) if isinstance(right, str) else right
    return Sample(read, state, hit, intents, **labels)
