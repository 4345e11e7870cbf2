"""Tasks of which it is not known whether they were done. Pure."""

from __future__ import annotations

from dataclasses import replace

from voice_agent.dialogue.state import DialogueState, Suspended
from voice_agent.playbook.schema import Playbook


def tried_before(state: DialogueState) -> Suspended | None:
    """Return the earlier try of the task under way, if it may have been done."""
    same = Suspended(state.task or "", state.details)
    return next((one for one in state.unsettled if one == same), None)


def settled(state: DialogueState) -> DialogueState:
    """Return the conversation once it is known whether the task under way was done."""
    same = Suspended(state.task or "", state.details)
    return replace(state, unsettled=tuple(one for one in state.unsettled if one != same))


def left_open(state: DialogueState, turn: int) -> DialogueState:
    """Return the conversation when the task under way may have been done.

    Args:
        state: The conversation before its action.
        turn: Turn in which the action began. An earlier try keeps its own turn.
    """
    if tried_before(state) is not None:
        return state
    open_task = Suspended(state.task or "", state.details, turn=turn)
    return replace(state, unsettled=(*state.unsettled, open_task))


def changes_something(playbook: Playbook, task: str) -> bool:
    """Return whether it matters if the action of a task was done: it must not be done twice."""
    intent = playbook.intents[task]
    action = playbook.actions.get(intent.action or "")
    sends = action is not None and action.http is not None
    return bool(intent.confirm) or (sends and not (action is not None and action.only_reads))
