"""Playbook sentences filled with details and results, and the open question. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState
from voice_agent.playbook.schema import IntentSpec, Playbook


def with_question(playbook: Playbook, state: DialogueState, text: str) -> str:
    """Append the question that the agent is waiting on, unless it has just been asked."""
    again = question(playbook, state)
    if again is None or state.last_reply.endswith(again):
        return text
    return f"{text} {again}"


def question(playbook: Playbook, state: DialogueState) -> str | None:
    """Return the question about a task that the agent is waiting on."""
    if state.task is None or state.awaiting is None or state.awaiting == OFFER:
        return None
    intent = playbook.intents[state.task]
    if state.awaiting == CONFIRM:
        return render(playbook, intent, intent.confirm or "", state.details, {})
    return intent.details[state.awaiting].ask


def render(
    playbook: Playbook,
    intent: IntentSpec,
    template: str,
    details: Mapping[str, Any],
    result: Mapping[str, Any],
) -> str:
    """Fill a playbook sentence with details and results of an action, as they are spoken."""
    words = dict.fromkeys(intent.details, "")
    for name, value in details.items():
        spec = playbook.entities[intent.details[name].entity or name]
        words[name] = playbook.lang.say(spec, value)
    words["details"] = playbook.lang.listing(
        [words[name] for name in intent.details if words[name]]
    )
    words |= {name: str(value) for name, value in result.items()}
    return re.sub(r"\{(\w+)\}", lambda m: words.get(m.group(1), ""), template).strip()
