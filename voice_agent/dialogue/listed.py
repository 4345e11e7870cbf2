"""Turns that list what is wanted: "two lattes, a mocha and an espresso, all small". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.clashes import clashes
from voice_agent.dialogue.details import named_details
from voice_agent.dialogue.state import DialogueState
from voice_agent.language import Item
from voice_agent.playbook.schema import Playbook

MOST = 12
"""Requests of a turn: one is done at once, and the others wait."""


def items_of(playbook: Playbook, state: DialogueState, text: str) -> list[Item]:
    """Return what a turn lists, where it may be requests; nothing if it takes something back."""
    intent = playbook.intents.get(state.task or "")
    asks_detail = intent is not None and state.awaiting in intent.details
    if (state.awaiting is not None and not asks_detail) or playbook.lang.takes_back(text):
        return []
    if state.finished is not None and playbook.lang.more(text):
        return []  # "Two more lattes" are like the one that was ordered.
    items = playbook.lang.items(text)
    return items[: MOST + 1]


def as_listed(
    playbook: Playbook,
    whole: TurnReading,
    items: Sequence[Item],
    read: Sequence[TurnReading],
    today: date,
) -> list[TurnReading]:
    """Return the requests of a turn, one for each thing that it lists, as often as it is wanted.

    Nothing if one of them is no whole request of the same task by itself, or if that task is read
    back. There may be more than ``MOST``.
    """
    name = read[0].intent
    intent = playbook.intents.get(name)
    if intent is None or intent.action is None or intent.confirm:
        return []
    asked = {detail for detail, spec in intent.details.items() if spec.ask}
    requests: list[TurnReading] = []
    for item, part in zip(items, read, strict=True):
        whole_request = asked and asked <= named_details(intent, None, part).keys()
        if part.intent != name or not whole_request or clashes(playbook, intent, part, today):
            return []
        counts = not any(one.start <= item.at < one.end for one in part.entities)
        requests += [replace(part, act="request")] * (item.count if counts else 1)
    sure = whole.confidence >= playbook.policy.min_intent_confidence
    return requests if sure and len(requests) > 1 else []
