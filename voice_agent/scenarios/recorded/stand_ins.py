"""Stand-ins for what a replay must not do, or cannot: other people's services."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from voice_agent.actions.run import Actions
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import ActionError, LlmError
from voice_agent.playbook.schema import Playbook
from voice_agent.scenarios.recorded.turns import HeardTurn
from voice_agent.text.normalise import plain

Missed = Callable[[str], None]
"""Told what could not be replayed."""


class RecordedLlm:
    """Answers a turn as the record has it, and refuses what is not there.

    Args:
        turns: The record's turns of the call.
        asked: Returns the text of the turn that is answered.
        missed: Told of what is refused.
    """

    info = EngineInfo("record", local=False)

    def __init__(
        self, turns: Sequence[HeardTurn], asked: Callable[[], str], missed: Missed
    ) -> None:
        self._answers = {plain(turn.text): turn.reply for turn in turns if turn.source == "llm"}
        self._asked = asked
        self._missed = missed

    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        """Give the recorded answer in one piece.

        Raises:
            LlmError: The record has none to this text.
        """
        answer = self._answers.get(plain(self._asked()))
        if not answer:
            self._missed("the LLM: the record has no answer to this text")
            raise LlmError("not replayed: the record has no answer to this text", stage="llm")
        yield answer


class IdleActions(Actions):
    """Runs fixed actions only: a replayed call orders nothing and asks nobody.

    Args:
        playbook: Whose actions.
        missed: Told of those that were not run.
    """

    def __init__(self, playbook: Playbook, missed: Missed) -> None:
        super().__init__(playbook)
        self._book = playbook
        self._missed = missed

    async def run(self, name: str, details: Mapping[str, Any], **why: Any) -> dict[str, Any]:
        """Return fixed results.

        Raises:
            ActionError: The action does something.
        """
        self._only_fixed(name)
        return await super().run(name, details, **why)

    async def look_up(
        self, name: str, details: Mapping[str, Any], **why: Any
    ) -> dict[str, Any] | None:
        """Return fixed results.

        Raises:
            ActionError: The action does something.
        """
        self._only_fixed(name)
        return await super().look_up(name, details, **why)

    def _only_fixed(self, name: str) -> None:
        spec = self._book.actions[name]
        if spec.request or spec.python or spec.kind:
            self._missed(f"the action {name}: nothing is done in a replay")
            raise ActionError(f"{name}: not replayed: nothing is done in a replay")
