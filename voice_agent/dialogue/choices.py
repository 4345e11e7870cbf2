"""Details with values to choose from, such as the caller's own payees. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.intents import LookUp
from voice_agent.playbook.schema import Playbook


def look_ups(playbook: Playbook, state: DialogueState, task: str) -> tuple[LookUp, ...]:
    """Return what has to be looked up before a task can go on."""
    intent = playbook.intents.get(task)
    wanted = [d.one_of for d in intent.details.values()] if intent is not None else []
    return tuple(
        one for one in wanted if isinstance(one, LookUp) and one.action not in state.choices
    )


def moves_money(playbook: Playbook, task: str | None) -> bool:
    """Tell whether a task does something with an amount of money."""
    intent = playbook.intents.get(task or "")
    if intent is None or intent.action is None:
        return False
    return any(playbook.entities[intent.entity_of(name)].kind == "money" for name in intent.details)


def listed(look_up: LookUp, result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the values in the result of a look-up."""
    values = result.get(look_up.result)
    return tuple(map(str, values)) if isinstance(values, list | tuple) else ()


def values_to_choose(
    playbook: Playbook, state: DialogueState, task: str, name: str
) -> tuple[str, ...]:
    """Return the values that a detail may have; empty if it may have any."""
    intent = playbook.intents.get(task)
    detail = intent.details.get(name) if intent is not None else None
    if detail is None or detail.one_of is None:
        return ()
    if isinstance(detail.one_of, LookUp):
        return state.choices.get(detail.one_of.action, ())
    return tuple(detail.one_of)
