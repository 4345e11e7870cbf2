"""The values that a playbook declares for the end of a call (``outputs:``). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.calls.disposition import Disposition
from voice_agent.calls.facts import CallFacts
from voice_agent.playbook.outputs import OutputSpec
from voice_agent.playbook.schema import Playbook


def outputs(facts: CallFacts, became: Disposition, playbook: Playbook) -> dict[str, Any]:
    """Return every declared output; ``None`` for what the call did not say."""
    return {name: _value(spec, facts, became, playbook) for name, spec in playbook.outputs.items()}


def _value(spec: OutputSpec, facts: CallFacts, became: Disposition, playbook: Playbook) -> Any:
    if spec.detail is not None:
        task, _, name = spec.detail.partition(".")
        return _known(facts.details, task, name)
    if spec.intent is not None:
        return any(turn.intent == spec.intent for turn in facts.turns)
    if spec.action is not None:
        tried = [act.outcome for act in facts.acts if act.name == spec.action]
        return tried[-1] if tried else None
    if spec.is_one_of is not None:
        return became.kind in spec.is_one_of
    if spec.question is not None:
        return facts.answers.get(spec.question)
    moods = [turn.sentiment for turn in facts.turns if turn.said]
    return moods[-1] if moods else None


def _known(details: Mapping[str, Mapping[str, Any]], task: str, name: str) -> Any:
    return details.get(task, {}).get(name)
