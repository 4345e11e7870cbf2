"""Decide recorded turns again at other thresholds.

Each turn is looked at on its own: the replay says where this turn would have gone, not how the
call would have continued.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Route
from voice_agent.playbook.load import describe
from voice_agent.playbook.schema import Playbook, Policy
from voice_agent.router.decision import Decision


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
