"""What a turn changes in what was done last: a detail less, or others instead of taking it back.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.details import named_details
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.language import EntitySpec
from voice_agent.playbook.schema import Playbook

_COUNTED = ("number", "money", "digits", "time", "date")
"""Kinds of which "two" may be a value."""


def taken_off(playbook: Playbook, state: DialogueState, reading: TurnReading) -> Mapping[str, None]:
    """Return the details without which what was done last is wanted: "hold the sugar".

    They are listed values that it has, that the turn names, and that the language does not take
    for wanted. "No sugar" is one too: who has ordered it does not say "no" to order it again.
    """
    task, details = state.finished or ("", {})
    intent = playbook.intents.get(task)
    if intent is None or _only_asks(playbook, reading):
        return {}
    found, text = named_details(intent, None, reading), reading.transcript.text
    refuses = playbook.lang.confirmation(text, "inform") == "no"
    return {
        name: None
        for name, detail in intent.details.items()
        if detail.ask is None
        and detail.default is None
        and details.get(name) is not None
        and _names(playbook.entities[intent.entity_of(name)], str(details[name]), text)
        and (name not in found or (refuses and found[name] == details[name]))
    }


def changed_instead(
    playbook: Playbook, state: DialogueState, reading: TurnReading
) -> dict[str, Any]:
    """Return how what was done last should be, of who rather changes it than takes it back.

    "No, just make it large", when asked whether the order is to be canceled.
    """
    task, details = state.finished or ("", {})
    intent = playbook.intents.get(task)
    if intent is None or intent.confirm or state.awaiting != CONFIRM or intent.undo != state.task:
        return {}
    found = named_details(intent, None, reading)
    return {name: value for name, value in found.items() if details.get(name) != value}


def how_many_more(playbook: Playbook, state: DialogueState, reading: TurnReading) -> int:
    """Return how many more of what was done last a turn asks for: 1 for "make that two".

    Only what is done without a read-back and is not counted itself: "make it two" may be an
    amount. With other details it is something else: "make that two mochas", after a latte.
    """
    task, details = state.finished or ("", {})
    intent = playbook.intents.get(task)
    if intent is None or intent.confirm or intent.action is None:
        return 0
    if any(playbook.entities[intent.entity_of(name)].kind in _COUNTED for name in intent.details):
        return 0
    found = named_details(intent, None, reading)
    if any(details.get(name) != value for name, value in found.items()):
        return 0
    return playbook.lang.more(reading.transcript.text)


def _only_asks(playbook: Playbook, reading: TurnReading) -> bool:
    intent = playbook.intents.get(reading.intent)
    text = reading.transcript.text
    if playbook.lang.orders(text):
        return False
    about = intent is not None and intent.route != "answer"
    return about or (playbook.lang.opens_question(text.lower()) and reading.act != "request")


def _names(spec: EntitySpec, known: str, text: str) -> bool:
    """Tell whether a text names a listed value, with or without what was said before it."""
    values = [value for value in spec.values if known.endswith(value)]
    ways = [way for value in values for way in (value, *spec.values[value])]
    said = " ".join(["", *re.findall(r"[\w']+", text.lower()), ""])
    return any(f" {way.lower()} " in said for way in ways)
