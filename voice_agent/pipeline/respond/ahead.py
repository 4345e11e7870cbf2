"""Read what an answer needs while the caller may still go on, where the playbook allows it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from voice_agent.actions.run import Actions
from voice_agent.calls.call import Call
from voice_agent.core.errors import ActionError
from voice_agent.core.turn import Route
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.state import Move
from voice_agent.pipeline.respond.preview import foreseen, outcome

_FRESH_S = 5.0
"""Results that are older are read again: they may have changed."""


@dataclass(frozen=True, slots=True)
class _Read:
    action: str
    details: Mapping[str, Any]
    began: float
    task: asyncio.Task[dict[str, Any] | None]


class ReadAhead:
    """The one read of a call that may be under way before it is asked for.

    Args:
        call: The call.
        actions: What the agent may do.
    """

    def __init__(self, call: Call, actions: Actions) -> None:
        self._call = call
        self._actions = actions
        self._read: _Read | None = None

    async def begin(
        self, context: TurnContext, route: Route, tell: Callable[[str], Awaitable[None]]
    ) -> None:
        """Begin to read what the answer to a route needs, unless that is under way.

        Args:
            context: The conversation at the pause.
            route: Where the turn would go if it were over.
            tell: Told what would be said, once that is known.
        """
        playbook = self._call.playbook
        move = foreseen(playbook, context, route)
        if move is None or move.action is None or not playbook.actions[move.action].speculate:
            return
        if self._found(move.action, move.state.details) is not None:
            return
        await self.drop()
        reading = self._run(move, move.action, context, tell)
        task = asyncio.create_task(reading, name="read-ahead")
        began = self._call.clock.now()
        self._read = _Read(move.action, dict(move.state.details), began, task)

    async def take(self, action: str, details: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what was read for an action, once; ``None`` if it has to be run."""
        read = self._found(action, details)
        if read is None:
            await self.drop()
            return None
        self._read = None
        return await read.task

    async def drop(self) -> None:
        """Stop a read that is under way, and forget what it found."""
        read, self._read = self._read, None
        if read is not None:
            read.task.cancel()
            await asyncio.wait({read.task})

    def _found(self, action: str, details: Mapping[str, Any]) -> _Read | None:
        read = self._read
        if read is None or (read.action, read.details) != (action, dict(details)):
            return None
        return read if self._call.clock.now() - read.began < _FRESH_S else None

    async def _run(
        self,
        move: Move,
        action: str,
        context: TurnContext,
        tell: Callable[[str], Awaitable[None]],
    ) -> dict[str, Any] | None:
        call = self._call
        try:
            result = await self._actions.run(
                action,
                move.state.details,
                call_id=call.id,
                turn=call.turn.number,
                task=move.state.task or "",
                caller=call.from_number,
            )
        except ActionError:
            return None  # It is run again when it is asked for, and says then what is wrong.
        words = outcome(call.playbook, move, result, context)
        if words:
            await tell(words)
        return result
