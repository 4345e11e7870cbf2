"""Questions that go on from what was spoken of: "and a mocha?", "is that free?". Pure."""

from __future__ import annotations

from dataclasses import replace

from voice_agent.core.turn import OUT_OF_SCOPE, TurnReading
from voice_agent.dialogue.rest import without_values
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook

_SURE = 0.8
"""How sure the model is of a turn that may be about something else: "can I cancel it?"."""


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
    rest = without_values(reading.entities, text)
    return playbook.lang.continues(text) == "also" and not playbook.lang.terms(rest)


def asks_more(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether a turn asks about what the folder just answered: "how long does it take?"."""
    if state.looked_up is None or state.awaiting is not None:
        return False
    refers = playbook.lang.refers_back(reading.transcript.text)
    sure = reading.confidence >= _SURE and reading.intent in playbook.intents
    return refers == "asks" or (refers == "may_ask" and not sure)


def asks_about_task(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether a turn asks about the task under way: "is there a fee for that?"."""
    if state.task is None or state.awaiting is None:
        return False
    intent = playbook.intents.get(reading.intent)
    looks_up = intent is not None and intent.route == "retrieve"
    surely_other = intent is not None and reading.confidence >= _SURE
    refers = playbook.lang.refers_back(reading.transcript.text) == "asks"
    return refers and not looks_up and not surely_other


def as_follow_up(playbook: Playbook, state: DialogueState, reading: TurnReading) -> TurnReading:
    """Return the reading of a turn that goes on from a question as one about the same."""
    asked = state.looked_up
    if asks_about_task(playbook, state, reading):
        # "How long do they take" is about the checks to be ordered, not about a card on its way.
        return replace(reading, intent=OUT_OF_SCOPE, act="request", reasoning=0.0)
    more = asks_more(playbook, state, reading)
    if asked is None or not (more or goes_on(playbook, state, reading)):
        return reading
    return replace(reading, intent=asked.intent, act="request", reasoning=0.0)


def whole_question(playbook: Playbook, state: DialogueState, reading: TurnReading) -> TurnReading:
    """Return what to look up: a turn that goes on, with what it leaves out.

    That is the question before, with the turn's values; the question before besides the turn; or
    the task that the turn asks about: "is there a fee for that", while money is to be sent.
    """
    asked, text = state.looked_up, reading.transcript.text
    if asked is not None and goes_on(playbook, state, reading):
        said = asked.transcript.text
        new = {entity.type: entity.text for entity in reading.entities}
        for entity in sorted(asked.entities, key=lambda one: one.start, reverse=True):
            value = new.get(entity.type, entity.text)
            said = f"{said[: entity.start]}{value}{said[entity.end :]}"
        return replace(asked, transcript=replace(asked.transcript, text=said))
    task = state.task or (state.finished[0] if state.finished else None)
    about = asked.transcript.text if asked is not None else (task or "").replace("_", " ")
    more = asks_more(playbook, state, reading) or playbook.lang.refers_back(text) == "asks"
    if not about or not more:
        return reading
    whole = f"{text.rstrip(' ?.!')} {about}"
    return replace(reading, transcript=replace(reading.transcript, text=whole))


def topic(playbook: Playbook, state: DialogueState, reading: TurnReading) -> TurnReading:
    """Return the question that further questions go on from, once a turn has been answered."""
    if state.looked_up is not None and asks_more(playbook, state, reading):
        return state.looked_up
    return whole_question(playbook, state, reading)
