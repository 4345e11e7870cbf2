"""Turns that hold two requests: "what is my balance, and freeze my card". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.interpret import named_details
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook

_SURE = 0.8
"""Both parts must be understood as well as this: one request that is cut in two helps nobody."""
_FEWEST_WORDS = 6
_FEWEST_DETAILS = 2
"""Details of which both parts have their own, so that they are the same request twice."""


def may_be_several(state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether it is worth reading the parts of a turn."""
    words = len(reading.transcript.text.split())
    return state.awaiting is None and words >= _FEWEST_WORDS and not reading.requests


def are_requests(playbook: Playbook, parts: Sequence[TurnReading]) -> bool:
    """Tell whether each part is a request of its own."""
    sure = max(_SURE, playbook.policy.min_intent_confidence)
    for part in parts:
        intent = playbook.intents.get(part.intent)
        if intent is None or intent.action is None or intent.route != "answer":
            return False
        if part.act != "request" or part.confidence < sure:
            return False
    first, second = parts
    return first.intent != second.intent or _differ(playbook, first, second)


def _differ(playbook: Playbook, first: TurnReading, second: TurnReading) -> bool:
    """Tell whether two parts ask for the same thing twice, with other details."""
    intent = playbook.intents[first.intent]
    one, other = named_details(intent, None, first), named_details(intent, None, second)
    asked = [name for name, detail in intent.details.items() if detail.ask]
    both = [name for name in asked if name in one and name in other]
    enough = len(both) >= min(_FEWEST_DETAILS, len(asked)) > 0
    return enough and all(one[name] != other[name] for name in both)


def several(whole: TurnReading, parts: Sequence[TurnReading]) -> TurnReading:
    """Return the reading of a turn with the requests that it holds; the first one counts."""
    first = parts[0]
    return replace(
        whole,
        intent=first.intent,
        confidence=min(part.confidence for part in parts),
        act=first.act,
        ranking=first.ranking,
        reasoning=max(part.reasoning for part in parts),
        requests=tuple(parts),
    )
