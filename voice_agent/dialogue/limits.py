"""Tell whether an action is within its limits, and what to say if it is not. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from voice_agent.dialogue.state import Deed, DialogueState
from voice_agent.dialogue.values import number_of, said_like
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.protection import LimitSpec
from voice_agent.playbook.schema import Playbook


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an action cannot be done.

    Attributes:
        text: The sentence that says so, and what is possible.
        detail: The detail that has to be smaller; empty if nothing is left.
    """

    text: str
    detail: str = ""


def refusal(playbook: Playbook, state: DialogueState, today: date) -> Refusal | None:
    """Return why the task under way may not be done; ``None`` if it may, as far as is known."""
    intent = playbook.intents[state.task or ""]
    action = playbook.actions.get(intent.action or "")
    for limit in action.limits if action else ():
        refused = _over(playbook, intent, state, limit, today)
        if refused is not None:
            return refused
    return None


def deed(playbook: Playbook, action: str, details: Mapping[str, Any]) -> Deed | None:
    """Return what is counted when an action is done; ``None`` if it has no limits."""
    if not playbook.actions[action].limits:
        return None
    numbers = {name: number_of(value) for name, value in details.items()}
    return Deed(action, {name: value for name, value in numbers.items() if value is not None})


def _over(
    playbook: Playbook, intent: IntentSpec, state: DialogueState, limit: LimitSpec, today: date
) -> Refusal | None:
    says = playbook.says
    left = limit.most - _used(intent.action or "", limit, state)
    if left <= 0:
        reached = says.limit_call_reached if limit.per == "call" else says.limit_day_reached
        return Refusal(limit.says or reached)
    if limit.detail is None or limit.detail not in state.details:
        return None
    value = state.details[limit.detail]
    if (number_of(value) or 0.0) <= left:
        return None
    spec = playbook.entities[intent.details[limit.detail].entity or limit.detail]
    sentences = {"once": says.too_large, "call": says.limit_call, "day": says.limit_day}
    text = limit.says or sentences[limit.per]
    for gap, number in (("{limit}", limit.most), ("{left}", left)):
        text = text.replace(gap, said_like(playbook, spec, value, number, today))
    return Refusal(text, limit.detail)


def _used(action: str, limit: LimitSpec, state: DialogueState) -> float:
    if limit.per == "once":
        return 0.0
    deeds: Sequence[Deed] = state.deeds
    if limit.per == "day" and state.verification.caller:
        deeds = state.deeds_today
    same = [one for one in deeds if one.action == action]
    if limit.detail is None:
        return float(len(same))
    return sum(one.amounts.get(limit.detail, 0.0) for one in same)
