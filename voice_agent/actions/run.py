"""Carry out the actions of a playbook, whatever their kind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from loguru import logger

from voice_agent.actions.action import Action, ActionContext
from voice_agent.actions.http import HttpClient
from voice_agent.actions.kinds import make_actions
from voice_agent.core.engines import call_engine, close_engine
from voice_agent.core.errors import (
    ActionError,
    ActionTimeout,
    DeadlineError,
    OverloadError,
    StageError,
)
from voice_agent.core.executor import EngineExecutor
from voice_agent.playbook.schema import Playbook

_THREADS = 8
_GRACE_MS = 50
"""An action with a deadline of its own, such as a webhook, says more about it than we can."""


class Actions:
    """Everything the agent may do. Made once, shared by all calls.

    Args:
        playbook: Whose actions to make.

    Raises:
        ConfigError: An action cannot be made.
    """

    def __init__(self, playbook: Playbook) -> None:
        self.http = HttpClient()
        self._specs = playbook.actions
        self._actions: Mapping[str, Action] = make_actions(playbook)
        self._executor = EngineExecutor("action", workers=_THREADS)

    async def run(
        self, name: str, details: Mapping[str, Any], *, call_id: str, turn: int = 0, task: str = ""
    ) -> dict[str, Any]:
        """Carry out an action and return its result fields.

        Args:
            name: Name in the playbook.
            details: What the caller said, normalised.
            call_id: The call.
            turn: Number of the caller's turn.
            task: What the caller is about.

        Raises:
            ActionError: It failed, was late, or returned something else than fields.
        """
        context = ActionContext(name, call_id, turn, task, self.http)
        deadline_ms = self._specs[name].timeout_ms
        try:
            result = await call_engine(
                self._executor,
                self._actions[name].run,
                details,
                context,
                deadline_ms=deadline_ms + _GRACE_MS,
            )
        except DeadlineError:
            raise ActionTimeout(f"{name} did not answer in {deadline_ms:.0f} ms") from None
        except OverloadError:
            raise ActionError(f"{name}: too many actions are under way") from None
        except StageError as error:
            # What an action says of its failure may be about the caller: only its kind is kept.
            why = type(error.__cause__).__name__
            raise ActionError(f"{name} failed: {why}") from error
        if not isinstance(result, Mapping):
            kind = type(result).__name__
            raise ActionError(f"{name} must return a dict of fields, not {kind}")
        return dict(result)

    def preview(self, name: str, details: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what ``run`` would return, if that is known without doing anything."""
        try:
            result = self._actions[name].preview(details)
        except Exception as error:  # noqa: BLE001 - a guess that fails must not harm a call
            logger.debug("preview of {}: {}", name, type(error).__name__)
            return None
        return dict(result) if isinstance(result, Mapping) else None

    async def aclose(self) -> None:
        """Close connections and actions, and stop their threads."""
        await asyncio.to_thread(self._executor.close)
        for action in self._actions.values():
            await close_engine(action)
        await self.http.aclose()
