"""Questions that go on from the one before: "how much is a latte?", "and a mocha?". Pure."""

from __future__ import annotations

from dataclasses import replace

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook


def goes_on(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether a turn asks what was just answered from the folder, of something else.

    It has nothing but a value: with a word of its own it is another question, and without a
    question mark it may be a request.
    """
    text, asked = reading.transcript.text, state.looked_up
    if asked is None or state.awaiting is not None or not text.rstrip().endswith("?"):
        return False
    intent = playbook.intents.get(asked.intent)
    if intent is None or intent.route != "retrieve" or not reading.entities:
        return False
    for entity in reversed(reading.entities):
        text = f"{text[: entity.start]} {text[entity.end :]}"
    return playbook.lang.continues(reading.transcript.text) == "also" and not (
        playbook.lang.terms(text)
    )


def as_follow_up(playbook: Playbook, state: DialogueState, reading: TurnReading) -> TurnReading:
    """Return the reading of a turn that goes on from a question as one about the same."""
    if state.looked_up is None or not goes_on(playbook, state, reading):
        return reading
    return replace(reading, intent=state.looked_up.intent, act="request", reasoning=0.0)


def whole_question(playbook: Playbook, state: DialogueState, reading: TurnReading) -> TurnReading:
    """Return what to look up: the question before, with the values of a turn that goes on."""
    asked = state.looked_up
    if asked is None or not goes_on(playbook, state, reading):
        return reading
    text = asked.transcript.text
    new = {entity.type: entity.text for entity in reading.entities}
    for entity in sorted(asked.entities, key=lambda one: one.start, reverse=True):
        text = f"{text[: entity.start]}{new.get(entity.type, entity.text)}{text[entity.end :]}"
    return replace(asked, transcript=replace(asked.transcript, text=text))
