"""What the router saw of a turn, kept so that it can decide again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Hit, Route, TurnReading
from voice_agent.dialogue.context import TurnContext, context_of
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.state import CHANGE, CONFIRM, OFFER, VERIFY, DialogueState
from voice_agent.playbook.load import describe
from voice_agent.playbook.schema import Playbook
from voice_agent.router.policy import decide


@dataclass(frozen=True, slots=True)
class Decision:
    """The arguments of one ``decide`` apart from the playbook.

    Attributes:
        reading: What the SLM understood.
        state: The conversation before the turn.
        hit: The best section of the knowledge folder.
        today: The day of the call.
    """

    reading: TurnReading
    state: DialogueState
    hit: Hit | None
    today: date

    def context(self, playbook: Playbook) -> TurnContext:
        """Return the conversation as the turn found it."""
        return context_of(playbook, self.state, self.today)

    def route(self, playbook: Playbook) -> Route:
        """Return where the turn goes by the policy of ``playbook``."""
        response = interpret(playbook, self.context(playbook), self.reading)
        return decide(self.reading, response, self.state, self.hit, playbook)

    def to_json(self) -> dict[str, Any]:
        """Return plain values; numbers keep all their digits."""
        # A read-only mapping is nothing pydantic knows.
        data: dict[str, Any] = _adapter().dump_python(
            self, mode="json", fallback=dict, warnings=False
        )
        return data

    @classmethod
    def from_json(cls, data: Any) -> Decision:
        """Read what ``to_json`` wrote. Unknown keys (of a later version) are left out.

        Raises:
            ConfigError: Something else was stored there.
        """
        try:
            return _adapter().validate_python(data)
        except ValidationError as error:
            raise ConfigError(f"not a recorded decision: {describe(error, BaseModel)}") from None

    def misfit(self, playbook: Playbook) -> str:
        """Return why the playbook can no longer decide this turn; empty if it can."""
        for one in self.reading.answers:
            if one.question not in playbook.questions:
                return f"the playbook no longer has the question '{one.question}'"
        task, awaiting = self.state.task, self.state.awaiting
        if task is None:
            return ""
        if task not in playbook.intents:
            return f"the playbook no longer has the intent '{task}'"
        if awaiting == VERIFY and playbook.verify is None:
            return "the playbook no longer verifies callers"
        always = (None, CONFIRM, CHANGE, OFFER, VERIFY)
        for name in (awaiting, *self.state.details):
            if name not in (*always, *playbook.intents[task].details):
                return f"the intent '{task}' no longer has the detail '{name}'"
        return ""


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)
