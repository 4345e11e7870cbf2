"""Details for which a turn gives several values and takes none of them back. Pure.

"Send 100 to Eva or Adam" leaves open who gets it. The last value would be a guess, so it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from voice_agent.core.turn import Entity, TurnReading
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook


def clashes(
    playbook: Playbook, intent: IntentSpec, reading: TurnReading, today: date
) -> dict[str, tuple[Any, ...]]:
    """Return the values between which a turn leaves the choice, by detail.

    Args:
        playbook: Entities and language.
        intent: The intent whose details they are.
        reading: The turn.
        today: The callers' day.
    """
    found: dict[str, tuple[Any, ...]] = {}
    for kind in {intent.entity_of(name) for name in intent.details}:
        takers = [name for name in intent.details if intent.entity_of(name) == kind]
        named = [entity for entity in reading.entities if entity.type == kind]
        if len(named) <= len(takers):
            continue
        left = _marked(playbook, _not_taken_back(playbook, reading.transcript.text, named), today)
        values = [_value(intent, takers[-1], entity) for entity in left]
        several = tuple(value for at, value in enumerate(values) if value not in values[:at])
        if len(several) > len(takers):
            found[takers[-1]] = several
    return found


def settled_by_unit(
    playbook: Playbook, intent: IntentSpec, reading: TurnReading, today: date
) -> dict[str, Any]:
    """Return details of which one of several values alone says what it is.

    Of "two hundred dollars two Mark" that is the amount with a currency.
    """
    found: dict[str, Any] = {}
    for name in intent.details:
        kind = intent.entity_of(name)
        named = [entity for entity in reading.entities if entity.type == kind]
        left = _not_taken_back(playbook, reading.transcript.text, named)
        marked = _marked(playbook, left, today)
        if len(marked) == 1 < len(left):
            found[name] = _value(intent, name, marked[0])
    return found


def _value(intent: IntentSpec, name: str, entity: Entity) -> Any:
    behind = intent.details[name].when == "past" and entity.past is not None
    return entity.past if behind else entity.value


def _not_taken_back(playbook: Playbook, text: str, named: Sequence[Entity]) -> list[Entity]:
    """Leave out what a later value replaces: the "fifty" of "fifty, no, sixty"."""
    left = list(named[:1])
    for one, following in pairwise(named):
        if playbook.lang.takes_back(text[one.end : following.start]):
            left.pop()
        left.append(following)
    return left


def _marked(playbook: Playbook, named: Sequence[Entity], today: date) -> list[Entity]:
    """Leave out bare values ("two") where others say what they are ("two hundred dollars")."""
    marked = [one for one in named if _says_its_kind(playbook, one, today)]
    return marked or list(named)


def _says_its_kind(playbook: Playbook, entity: Entity, today: date) -> bool:
    spec = {entity.type: playbook.entities[entity.type]}
    return bool(playbook.lang.extract(spec, entity.text, (), today=today))
