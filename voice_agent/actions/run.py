"""Carry out the actions of a playbook, whatever their kind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from loguru import logger

from voice_agent.actions.action import Action, ActionContext, key_of
from voice_agent.actions.http import HttpClient
from voice_agent.actions.kinds import make_actions
from voice_agent.actions.results import read_results
from voice_agent.core.engines import call_engine, close_engine
from voice_agent.core.errors import (
    ActionError,
    ActionNotFound,
    ActionTimeout,
    ActionUnknown,
    DeadlineError,
    OverloadError,
    StageError,
)
from voice_agent.core.executor import EngineExecutor
from voice_agent.playbook.action_schema import lookup_results
from voice_agent.playbook.schema import Playbook

_THREADS, _WAITING = 8, 16
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
        self._zone = playbook.zone
        self._actions: Mapping[str, Action] = make_actions(playbook)
        self._executor = EngineExecutor("action", workers=_THREADS, max_waiting=_WAITING)

    async def run(
        self,
        name: str,
        details: Mapping[str, Any],
        *,
        call_id: str,
        turn: int = 0,
        task: str = "",
        caller: str = "",
    ) -> dict[str, Any]:
        """Carry out an action and return its results.

        Args:
            name: Name in the playbook.
            details: What the caller said, normalised.
            call_id: The call.
            turn: Number of the caller's turn that first asked for this.
            task: What the caller is about.
            caller: The caller's number.

        Raises:
            ActionUnknown: It may have been done: it was late, or its answer cannot be read.
            ActionError: It was not done.
        """
        key = key_of(call_id, turn, name, details)
        context = ActionContext(name, call_id, turn, task, self.http, key, caller)
        answer = await self._answer(name, details, context)
        return self._results(name, answer)

    async def look_up(
        self,
        name: str,
        details: Mapping[str, Any],
        *,
        call_id: str,
        turn: int = 0,
        task: str = "",
        caller: str = "",
    ) -> dict[str, Any] | None:
        """Return the results of an action whose answer never came; ``None`` if it was not done.

        Takes what ``run`` took when the action was carried out.

        Raises:
            ActionError: It is still not known.
        """
        lookup = self._specs[name].lookup or ""
        key = key_of(call_id, turn, name, details)
        context = ActionContext(lookup, call_id, turn, task, self.http, key, caller)
        try:
            answer = await self._answer(lookup, details, context)
        except ActionNotFound:
            return None
        specs = lookup_results(self._specs, name)
        if "done" in specs:
            done: Any = read_results({"done": specs["done"]}, answer)["done"]
        else:
            done = answer.get("done") if isinstance(answer, Mapping) else None
        if done is False:
            return None
        results = read_results(specs, answer, self._zone)
        if not results or done not in (True, None):
            raise ActionUnknown(f"{lookup}: the answer does not tell whether it was done")
        return results

    async def _answer(self, name: str, details: Mapping[str, Any], context: ActionContext) -> Any:
        deadline_ms = self._specs[name].timeout_ms
        try:
            return await call_engine(
                self._executor,
                self._actions[name].run,
                details,
                context,
                deadline_ms=deadline_ms + _GRACE_MS,
            )
        except DeadlineError:
            raise self._doubt(
                name, f"did not answer in {deadline_ms:.0f} ms", ActionTimeout
            ) from None
        except OverloadError:
            raise ActionError(f"{name}: too many actions are under way") from None
        except StageError as error:
            # What an action says of its failure may be about the caller: only its kind is kept.
            raise self._doubt(name, f"failed: {type(error.__cause__).__name__}") from error

    def _results(self, name: str, answer: Any) -> dict[str, Any]:
        try:
            return read_results(self._specs[name].results, answer, self._zone)
        except ActionError as error:
            raise self._doubt(name, f"failed: {error}") from None

    def _doubt(self, name: str, why: str, kind: type[ActionUnknown] = ActionUnknown) -> ActionError:
        """Return the error for an action that was begun, and of whose end nothing is known."""
        error = ActionError if self._specs[name].only_reads else kind
        return error(f"{name} {why}")

    def preview(self, name: str, details: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what ``run`` would return, if that is known without doing anything."""
        try:
            result = self._actions[name].preview(details)
        except Exception as error:  # noqa: BLE001 - a guess that fails must not harm a call
            logger.debug("preview of {}: {}", name, type(error).__name__)
            return None
        if not isinstance(result, Mapping):
            return None
        try:
            return self._results(name, result)
        except ActionError:
            return None

    async def aclose(self) -> None:
        """Close connections and actions, and stop their threads."""
        await asyncio.to_thread(self._executor.close)
        for action in self._actions.values():
            await close_engine(action)
        await self.http.aclose()
