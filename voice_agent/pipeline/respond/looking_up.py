"""Look up what the playbook has to know before a move: values to choose from, and valid ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voice_agent.actions.run import Actions
from voice_agent.calls.call import Call
from voice_agent.core.errors import ActionError
from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.choices import listed, look_ups, moves_money
from voice_agent.dialogue.state import DialogueState, Move
from voice_agent.dialogue.tasks import idle, not_valid, offer
from voice_agent.dialogue.verification import must_verify


class LookingUp:
    """Asks actions that change nothing.

    One that fails restricts nothing, but no money moves by a value that could not be checked.
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
                if result is None and moves_money(self._call.playbook, task):
                    continue  # It is tried again with the next turn.
                values = listed(look_up, result or {})
                state = replace(state, choices={**state.choices, look_up.action: values})
        return state

    async def valid(self, before: DialogueState, move: Move) -> Move:
        """Return the move, or the question for a new value that cannot be used."""
        playbook, state = self._call.playbook, move.state
        intent = playbook.intents.get(state.task or "")
        if must_verify(playbook, state) or intent is None:
            return move
        if moves_money(playbook, state.task) and look_ups(playbook, state, state.task or ""):
            return offer(idle(state), playbook.says.action_failed)
        for name, value in state.details.items():
            action = intent.details[name].valid_by
            known = before.task == state.task and before.details.get(name) == value
            if action is None or known or value is None:
                continue
            result = await self._run(action, {name: value}, state.task or "")
            if result is None and moves_money(playbook, state.task):
                return offer(idle(state), playbook.says.action_failed)
            if result is None:
                continue
            if result.get("valid", True) is False:
                reason = str(result.get("reason") or "")
                return not_valid(playbook, state, name, reason, self._call.clock.today())
        return move

    async def _run(
        self, action: str, details: Mapping[str, Any], task: str
    ) -> dict[str, Any] | None:
        """Return the results of a look-up; ``None`` if it failed."""
        call = self._call
        try:
            return await self._actions.run(
                action,
                details,
                call_id=call.id,
                turn=call.turn.number,
                task=task,
                caller=call.from_number,
            )
        except ActionError as error:
            call.problem(error)
            return None
