"""Proposals of an LLM: to start a task, to set its details, to get a person. Pure.

A proposal does nothing. It is read as if the caller had said so, and the dialogue asks for what is
missing, reads back and waits for a yes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from voice_agent.core.turn import Entity
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal that can be followed.

    Attributes:
        kind: What is proposed.
        task: The task; empty for a person.
        entities: The details, as if the caller had mentioned them.
        found: The same by name.
    """

    kind: Literal["start", "set", "person"]
    task: str = ""
    entities: tuple[Entity, ...] = ()
    found: Mapping[str, Any] | None = None


def may_be_proposal(text: str) -> bool:
    """Tell whether an answer that begins like this may be a proposal."""
    return _FENCE.sub("", text).lstrip().startswith("{")


def proposable(intent: IntentSpec) -> bool:
    """Tell whether a task may be proposed: what it does is read back first."""
    harmless = intent.action is None and not intent.ends_call
    return intent.route == "answer" and (harmless or bool(intent.confirm))


def tasks(playbook: Playbook) -> str:
    """Return the tasks that may be proposed, each with its details, for the LLM."""
    return "; ".join(
        f"{name} ({', '.join(intent.details)})" if intent.details else name
        for name, intent in playbook.intents.items()
        if proposable(intent)
    )


def read_proposal(text: str, playbook: Playbook, task: str | None, today: date) -> Proposal | None:
    """Read the answer of an LLM as a proposal; ``None`` if it cannot be followed.

    Args:
        text: The whole answer.
        playbook: Tasks and entities. A task without a read-back cannot be proposed.
        task: The task under way.
        today: Day from which relative dates count.
    """
    try:
        given = json.loads(_FENCE.sub("", text))
    except ValueError:
        return None
    if not isinstance(given, dict):
        return None
    if given.get("person") is True:
        return Proposal("person")
    start = given.get("start")
    kind: Literal["start", "set"] = "set" if start is None or start == task else "start"
    name = task if start is None else start
    intent = playbook.intents.get(name) if isinstance(name, str) else None
    details = given.get("details", given.get("set", {}))
    if intent is None or not proposable(intent) or not isinstance(details, dict):
        return None
    entities, found = [], {}
    for detail, said in details.items():
        spec = intent.details.get(detail)
        if spec is None or not isinstance(said, str | int | float):
            continue
        type_ = spec.entity or detail
        value = playbook.lang.normalise(playbook.entities[type_], str(said), today=today)
        if value is not None:
            entities.append(Entity(type_, str(said), value, 0, 0))
            found[detail] = value
    if kind == "set" and not found:
        return None
    return Proposal(kind, str(name), tuple(entities), found)
