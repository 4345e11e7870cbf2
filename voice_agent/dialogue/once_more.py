"""Tell with which details what was done last is wanted once more. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.details import (
    named_details,
    named_in_part,
    other_details,
)
from voice_agent.dialogue.rest import without_values
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

_BRIEF_REST = 4
_CLAUSES = re.compile(r"[,.;]\s+(?:but |only |just )*|\s(?:but|only) (?:with )?")


def wanted_once_more(
    playbook: Playbook, state: DialogueState, reading: TurnReading
) -> dict[str, Any]:
    """Return the details that differ when a turn asks for what was done last once more."""
    found = _of_the_same_kind(playbook, state, reading)
    return found or _another(playbook, state, reading) or _both(playbook, state, reading)


def is_other_request(
    playbook: Playbook, state: DialogueState, reading: TurnReading, text: str
) -> bool:
    """Tell whether a turn asks for something else than what was done last.

    Args:
        playbook: Its intents.
        state: The conversation.
        reading: The turn.
        text: Those of its words that count.
    """
    task = state.finished[0] if state.finished else None
    sure = reading.confidence >= playbook.policy.min_intent_confidence
    if not sure or reading.intent not in playbook.intents or reading.intent == task:
        return False
    # The model guesses an intent of "and my visa?" too: there is no word of one beside the detail.
    rest = text.lower()
    for entity in reading.entities:
        rest = rest.replace(entity.text.lower().strip(" .,"), "")
    # "Too" and "also" go on from what was done, and ask for nothing else.
    return any(playbook.lang.continues(term) is None for term in playbook.lang.terms(rest))


def _of_the_same_kind(
    playbook: Playbook, state: DialogueState, reading: TurnReading
) -> dict[str, Any]:
    """Return the details that differ if a turn goes on from what was done last: "and Tom?"."""
    text = reading.transcript.text
    how = playbook.lang.continues(text)
    if how is None or state.finished is None:
        return {}
    task, details = state.finished
    intent = playbook.intents[task]
    found = named_details(intent, None, reading)
    found |= other_details(playbook, intent, details, text, found)
    if how == "same" and not found:
        found |= _name_at_the_end(playbook, intent, text)
    if how == "same":
        found |= _other_amount(playbook, intent, text, found)
    if how == "also" and not found:
        picked = named_in_part(playbook, intent, text)
        found |= {n: v for n, v in picked.items() if intent.details[n].default is not None}
    if how == "also" and is_other_request(playbook, state, reading, text):
        return {}
    # "And a latte" is a request of its own; "and my savings?" changes what has a default.
    if how == "also" and any(intent.details[name].default is None for name in found):
        return {}
    return {name: value for name, value in found.items() if details.get(name) != value}


def _another(playbook: Playbook, state: DialogueState, reading: TurnReading) -> dict[str, Any]:
    """Return the amount of which the caller wants what was done last once more: "and another 20".

    Only where it is read back: it could also be an amount of something else.
    """
    text, (task, details) = reading.transcript.text, state.finished or ("", {})
    intent = playbook.intents.get(task)
    rest = without_values(reading.entities, text) if reading.entities else ""
    brief = len(text.split()) <= _BRIEF_REST and not playbook.lang.terms(rest)
    unsure = reading.confidence < playbook.policy.min_intent_confidence
    unsure = unsure or reading.intent not in playbook.intents
    same = (reading.intent == task or unsure) and playbook.lang.continues(text) == "also"
    if intent is None or not intent.confirm or not brief or not same:
        return {}
    for name in details:
        spec = playbook.entities[intent.entity_of(name)]
        if spec.kind == "money":
            value = playbook.lang.choose(spec, (text,), today=date.min)
            return {} if value is None else {name: value}
    return {}


def _both(playbook: Playbook, state: DialogueState, reading: TurnReading) -> dict[str, Any]:
    """Return the detail with which what was done last is wanted as well: "actually, both"."""
    task, details = state.finished or ("", {})
    intent = playbook.intents.get(task)
    if intent is None or len(reading.transcript.text.split()) > _BRIEF_REST:
        return {}
    found = other_details(playbook, intent, details, reading.transcript.text, {})
    return {n: value for n, value in found.items() if intent.details[n].default is not None}


def _name_at_the_end(playbook: Playbook, intent: IntentSpec, text: str) -> dict[str, Any]:
    """Return the name with which a turn ends that the model did not mark: "the same for Pia"."""
    names = [word.strip(" .,!?") for word in text.split()[1:] if word[:1].isupper()]
    if len(names) != 1:
        return {}
    last = names[0]
    for name in intent.details:
        spec = playbook.entities[intent.entity_of(name)]
        if spec.kind == "name":
            value = playbook.lang.normalise(spec, last, today=date.min)
            return {name: value} if value else {}
    return {}


def _other_amount(
    playbook: Playbook, intent: IntentSpec, text: str, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the amount that alone is not the same: "the same for Pia, but thirty"."""
    for name in intent.details:
        spec = playbook.entities[intent.entity_of(name)]
        if spec.kind == "money" and name not in found:
            clauses = (_clean(clause) for clause in _CLAUSES.split(text)[1:])
            values = (playbook.lang.choose(spec, (one,), today=date.min) for one in clauses if one)
            value = next((one for one in values if one is not None), None)
            return {} if value is None else {name: value}
    return {}


def _clean(clause: str) -> str:
    return clause.strip(" .,!?")
