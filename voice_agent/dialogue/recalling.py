"""Which of the things that were done a turn speaks of: "put soy milk in the latte". Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voice_agent.core.turn import Entity, TurnReading
from voice_agent.dialogue.details import named_details
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook


def recalled(playbook: Playbook, state: DialogueState, reading: TurnReading) -> DialogueState:
    """Return the conversation as if what a turn speaks of had been done last.

    It speaks of what it names as known, by the details that are asked for: "the latte".
    """
    if state.finished is None or not state.earlier or not _speaks_of_known(playbook, reading):
        return state
    deeds = (state.finished, *state.earlier)
    meant = next((one for one in deeds if _is_meant(playbook, one, reading)), None)
    if meant is None or meant is state.finished:
        return state
    others = tuple(one for one in deeds if one is not meant)
    return replace(state, finished=meant, earlier=others)


def changed(playbook: Playbook, state: DialogueState, reading: TurnReading) -> dict[str, Any]:
    """Return the details that a turn changes in what was done last, which it names."""
    if state.finished is None or not _speaks_of_known(playbook, reading):
        return {}
    task, details = state.finished
    if not _is_meant(playbook, state.finished, reading) or playbook.intents[task].confirm:
        return {}
    found = named_details(playbook.intents[task], None, reading)
    return {name: value for name, value in found.items() if details.get(name) != value}


def _is_meant(
    playbook: Playbook, done: tuple[str, Mapping[str, Any]], reading: TurnReading
) -> bool:
    task, details = done
    intent = playbook.intents.get(task)
    if intent is None or reading.intent != task:
        return False
    asked = _asked(intent)
    found = named_details(intent, None, reading)
    return bool(asked) and all(name in found and found[name] == details.get(name) for name in asked)


def _speaks_of_known(playbook: Playbook, reading: TurnReading) -> bool:
    intent, text = playbook.intents.get(reading.intent), reading.transcript.text
    if intent is None or playbook.lang.continues(text) is not None:
        return False
    asked = {intent.entity_of(name) for name in _asked(intent)}
    named = [entity for entity in reading.entities if entity.type in asked]
    return any(playbook.lang.is_known(_before(reading, entity)) for entity in named)


def _before(reading: TurnReading, named: Entity) -> str:
    """Return what a turn says before a value, without other values: "the" of "the large latte"."""
    before = reading.transcript.text[: named.start]
    for entity in sorted(reading.entities, key=lambda one: one.start, reverse=True):
        if entity.end <= named.start:
            before = f"{before[: entity.start]}{before[entity.end :].lstrip()}"
    return before


def _asked(intent: IntentSpec) -> list[str]:
    return [name for name, detail in intent.details.items() if detail.ask]
