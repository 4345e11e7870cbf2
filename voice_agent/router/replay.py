"""What ``decide`` saw of a turn, kept so that it can decide again at other thresholds.

A replay looks at each turn on its own: it says where this turn would have gone, not how the
call would have continued from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from voice_agent.errors import ConfigError
from voice_agent.events import Route, TurnReading
from voice_agent.playbook.load import describe
from voice_agent.playbook.schema import Playbook, Policy
from voice_agent.responders.dialogue import CONFIRM, OFFER, DialogueState
from voice_agent.responders.retrieval import Hit
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

    def route(self, playbook: Playbook) -> Route:
        """Where the turn goes by the policy of ``playbook``."""
        return decide(self.reading, self.state, self.hit, playbook, self.today)

    def to_json(self) -> dict[str, Any]:
        """As plain values; numbers keep all their digits."""
        # A read-only mapping is nothing pydantic knows.
        data: dict[str, Any] = _adapter().dump_python(
            self, mode="json", fallback=dict, warnings=False
        )
        return data

    @classmethod
    def from_json(cls, data: Any) -> Decision:
        """Back from ``to_json``. Keys it does not know (of a later version) are left out.

        Raises:
            ConfigError: Something else was stored there.
        """
        try:
            return _adapter().validate_python(data)
        except ValidationError as error:
            raise ConfigError(f"not a recorded decision: {describe(error, BaseModel)}") from None

    def misfit(self, playbook: Playbook) -> str:
        """Why the playbook can no longer decide this turn; empty when it can."""
        task, awaiting = self.state.task, self.state.awaiting
        if task is None:
            return ""
        if task not in playbook.intents:
            return f"the playbook no longer has the intent '{task}'"
        if awaiting not in (None, CONFIRM, OFFER, *playbook.intents[task].details):
            return f"the intent '{task}' no longer has the detail '{awaiting}'"
        return ""


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """A turn of the call record, with where it went.

    Attributes:
        call: Id of the call.
        turn: Number of the turn in it.
        to: Where it went.
        reason: Why.
        decision: What was seen, redacted.
    """

    call: str
    turn: int
    to: str
    reason: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Change:
    """A turn that is decided otherwise now."""

    before: RecordedTurn
    now: Route

    @property
    def moved(self) -> bool:
        """Whether it goes elsewhere, and not only for another reason."""
        return self.now.to != self.before.to


def replay(turns: Iterable[RecordedTurn], playbook: Playbook) -> list[Change]:
    """Decide every turn again; those with another place or reason are returned."""
    changes = []
    for turn in turns:
        route = turn.decision.route(playbook)
        if (route.to, route.reason) != (turn.to, turn.reason):
            changes.append(Change(turn, route))
    return changes


def with_policy(playbook: Playbook, changes: Mapping[str, Any]) -> Playbook:
    """The playbook with some keys of its policy changed.

    Raises:
        ConfigError: A key or value that a policy does not have; lists the known keys.
    """
    known = [name for name in Policy.model_fields if name != "costs"]
    for name in changes:
        if name not in known:
            raise ConfigError(f"policy.{name}: unknown key; known: {', '.join(known)}")
    try:
        policy = Policy.model_validate({**playbook.policy.model_dump(), **changes})
    except ValidationError as error:
        raise ConfigError(f"policy.{describe(error, Policy)}") from None
    return playbook.model_copy(update={"policy": policy})


def parse_settings(settings: Sequence[str]) -> dict[str, Any]:
    """``name=value`` as typed on a command line; the values stay text for pydantic to read.

    Raises:
        ConfigError: There is no ``=`` in one of them, or a name comes twice.
    """
    found: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name or not value:
            raise ConfigError(f"--set {setting}: expected NAME=VALUE")
        if name in found:
            raise ConfigError(f"--set {name}: is given twice")
        found[name] = value
    return found
