"""Look up what the playbook has to know before a move: values to choose from, and valid ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voice_agent.actions.run import Actions
from voice_agent.calls.call import Call
from voice_agent.core.errors import ActionError
from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.choices import listed, look_ups
from voice_agent.dialogue.state import DialogueState, Move
from voice_agent.dialogue.tasks import not_valid
from voice_agent.dialogue.verification import must_verify


class LookingUp:
    """Asks actions that change nothing. One that fails restricts nothing.

    Nothing is asked for a task that waits until the caller is verified.

    Args:
        call: The call.
        actions: What the agent may do.
    """

    def __init__(self, call: Call, actions: Actions) -> None:
        self._call = call
        self._actions = actions

    async def with_choices(
        self, state: DialogueState, reading: TurnReading | None = None
    ) -> DialogueState:
        """Return the conversation with the values that the task of a turn may have."""
        tasks = [state.task or ""]
        if reading is not None:
            tasks += [reading.intent, *(one.intent for one in reading.requests)]
        for task in tasks:
            if must_verify(self._call.playbook, replace(state, task=task)):
                continue
            for look_up in look_ups(self._call.playbook, state, task):
                result = await self._run(look_up.action, {}, task)
                values = listed(look_up, result)
                state = replace(state, choices={**state.choices, look_up.action: values})
        return state

    async def valid(self, before: DialogueState, move: Move) -> Move:
        """Return the move, or the question for a new value that cannot be used."""
        playbook, state = self._call.playbook, move.state
        intent = playbook.intents.get(state.task or "")
        if must_verify(playbook, state):
            return move
        for name, value in state.details.items() if intent is not None else ():
            action = intent.details[name].valid_by if intent is not None else None
            known = before.task == state.task and before.details.get(name) == value
            if action is None or known or value is None:
                continue
            result = await self._run(action, {name: value}, state.task or "")
            if result.get("valid", True) is False:
                reason = str(result.get("reason") or "")
                return not_valid(playbook, state, name, reason, self._call.clock.today())
        return move

    async def _run(self, action: str, details: Mapping[str, Any], task: str) -> dict[str, Any]:
        call = self._call
        try:
            return await self._actions.run(
                action, details, call_id=call.id, turn=call.turn.number, task=task
            )
        except ActionError as error:
            call.problem(error)
            return {}
