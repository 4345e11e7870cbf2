"""What the agent does for a caller for whom no person could be reached. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from voice_agent.dialogue.render import without_question
from voice_agent.dialogue.state import DialogueState, Move, put_aside, waiting_first
from voice_agent.dialogue.tasks import idle, take
from voice_agent.playbook.schema import Playbook

_NUMBER = re.compile(r"\+\d{7,15}")
"""Carriers also say "anonymous"."""


def unreached(playbook: Playbook, state: DialogueState, number: str, today: date) -> Move:
    """Say that nobody is there, and begin what the playbook has for that.

    Args:
        playbook: Its ``policy.when_unreached``.
        state: The conversation.
        number: Number that the caller calls from; empty if it is not known.
        today: The callers' day.
    """
    sorry, task = playbook.says.handoff_failed, playbook.policy.when_unreached
    if task is None or state.task == task:
        return Move(state, sorry)
    intent = playbook.intents[task]
    known: dict[str, Any] = {
        name: detail.default
        for name, detail in intent.details.items()
        if detail.default is not None
    }
    begun = replace(idle(state), task=task, details=known, awaiting=None, finished=None)
    if state.task is not None and state.awaiting is not None:
        begun = waiting_first(begun, put_aside(state))
    phones = {
        name: number
        for name in intent.details
        if _NUMBER.fullmatch(number) and playbook.entities[intent.entity_of(name)].kind == "phone"
    }
    move = take(playbook, begun, phones, today)
    if move.text is None:
        return Move(state, sorry)  # Nothing to ask for: it may not be done unasked.
    return replace(move, text=f"{without_question(sorry)} {move.text}".strip())
