"""The results of an action as they are spoken. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from voice_agent.language.specs import EntityKind, EntitySpec
from voice_agent.playbook.action_schema import ResultKind, ResultSpec
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

_GAP = re.compile(r"\{(\w+)\}")
_SAID_AS: dict[ResultKind, EntityKind] = {
    "money": "money",
    "date": "date",
    "time": "time",
    "number": "number",
    "digits": "digits",
    "phone": "phone",
    "email": "email",
    "postcode": "postcode",
}
_LONGEST_NUMBER = 1e10
"""A number that large, of which nothing is said, is the name of something."""


def spoken_results(
    playbook: Playbook, intent: IntentSpec, result: Mapping[str, Any], today: date
) -> dict[str, str]:
    """Return the results that can be spoken, by name.

    Args:
        playbook: Actions and language.
        intent: The intent whose action gave them.
        result: As the action gave them.
        today: The callers' day.
    """
    action = playbook.actions.get(intent.action or "")
    specs = action.results if action is not None else {}
    said = {name: _said(playbook, specs.get(name), value, today) for name, value in result.items()}
    return {name: text for name, text in said.items() if text is not None}


def missing_results(
    playbook: Playbook, task: str | None, result: Mapping[str, Any], today: date
) -> list[str]:
    """Return what a task's answer names and an action did not give in a form that can be said."""
    intent = playbook.intents.get(task or "")
    if intent is None:
        return []
    known = {*intent.details, "details", "last_reply"}
    known |= spoken_results(playbook, intent, result, today).keys()
    return [gap for gap in _GAP.findall(intent.answer or "") if gap not in known]


def _said(playbook: Playbook, spec: ResultSpec | None, value: Any, today: date) -> str | None:
    if spec is None:
        return _as_it_is(playbook, value, today)
    if value is None:
        return spec.empty
    if spec.say is None:
        return _by_kind(playbook, spec.kind, value, today)
    items = value if isinstance(value, list) else [value]
    return playbook.lang.listing([_filled(playbook, spec, item, today) for item in items])


def _filled(playbook: Playbook, spec: ResultSpec, item: Mapping[str, Any], today: date) -> str:
    def said(gap: re.Match[str]) -> str:
        name = gap.group(1)
        return _by_kind(playbook, spec.fields[name].kind, item[name], today)

    return _GAP.sub(said, spec.say or "")


def _by_kind(playbook: Playbook, kind: ResultKind, value: Any, today: date) -> str:
    said_as = _SAID_AS.get(kind)
    return str(value) if said_as is None else _say(playbook, said_as, value, today)


def _say(playbook: Playbook, kind: EntityKind, value: Any, today: date) -> str:
    return playbook.lang.say(EntitySpec(kind=kind), value, today=today)


def _as_it_is(playbook: Playbook, value: Any, today: date) -> str | None:
    """Say a value of which the playbook says nothing; ``None`` if that makes no words."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        if abs(value) >= _LONGEST_NUMBER:
            return str(value)
        return _say(playbook, "number", value, today)
    if isinstance(value, Mapping) and isinstance(value.get("amount"), int | float):
        return _say(playbook, "money", value, today)
    if isinstance(value, list | tuple) and value:
        items = [_as_it_is(playbook, item, today) for item in value]
        return None if None in items else playbook.lang.listing([i for i in items if i])
    return None
