"""Card mode: details whose values may be nowhere but in the action that needs them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook


def is_card(playbook: Playbook, task: str, detail: str) -> bool:
    """Return whether a detail is marked ``card: true``."""
    intent = playbook.intents.get(task)
    spec = intent.details.get(detail) if intent is not None else None
    return spec is not None and spec.card


def asks_card(playbook: Playbook, state: DialogueState) -> bool:
    """Return whether the agent waits for a card detail: what the caller gives now is hidden."""
    return state.task is not None and is_card(playbook, state.task, state.awaiting or "")


def without_cards(
    playbook: Playbook, task: str | None, details: Mapping[str, Any]
) -> dict[str, Any]:
    """Return details with a label in the place of card values."""
    return {
        name: f"[{name}]" if is_card(playbook, task or "", name) else value
        for name, value in details.items()
    }
