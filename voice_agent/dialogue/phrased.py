"""Turns that are a phrase of the playbook, and words that sound like its own. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from voice_agent.core.turn import Escalation, TurnReading
from voice_agent.playbook.phrases import normalised, with_names
from voice_agent.playbook.schema import Playbook


def as_phrased(playbook: Playbook, reading: TurnReading) -> TurnReading:
    """Return a reading with the task of the phrase that the turn repeats, whatever values it has.

    The model generalises from the phrases and may miss one of them; who wrote it down is right. A
    phrase of a task that needs no person is no wish for one either.
    """
    taken_leave = farewell(playbook, reading.transcript.text)
    if taken_leave and _is_courtesy(playbook, reading):
        return replace(reading, intent=taken_leave, confidence=1.0, act="bye")
    spans = [(one.start, one.end, one.type) for one in reading.entities]
    text = reading.transcript.text
    intents = playbook.intents_by_phrase
    name = intents.get(with_names(text, spans)) or intents.get(with_names(text, ()), "")
    intent = playbook.intents.get(name)
    if intent is None or intent.route == "human":
        return reading
    if intent.route == "answer" and intent.action is None:
        return reading  # "Hello" and "thank you" are no requests.
    if intent.route == "llm":
        return replace(reading, intent=name, confidence=1.0, escalation=Escalation())
    return replace(
        reading, intent=name, confidence=1.0, act="request", escalation=Escalation(), reasoning=0.0
    )


def farewell(playbook: Playbook, text: str) -> str:
    """Return the intent that ends the call if a turn ends with a phrase for it, or ``""``.

    "No, leave it, goodbye" does. "I will do it another time" has no such phrase.
    """
    last = re.split(r"[,.;!]\s+", text.strip(" .!"))[-1]
    name = playbook.intents_by_phrase.get(normalised(last), "")
    intent = playbook.intents.get(name)
    return name if intent is not None and intent.ends_call else ""


def _is_courtesy(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a turn asks for nothing: "lovely, thank you"."""
    intent = playbook.intents.get(reading.intent)
    asks = intent is None or intent.route != "answer" or intent.action is not None
    return not asks and reading.act in ("thank", "greet", "affirm", "inform")


def as_expected(playbook: Playbook, text: str) -> str:
    """Return a text with the words that sound like one of the playbook's vocabulary as those."""
    return playbook.lang.respelled(text, playbook.vocabulary, playbook.usual_words)


def with_values_of(meant: TurnReading, heard: TurnReading) -> TurnReading:
    """Return what a turn means as it was to be expected, with the values as it was heard."""
    return replace(meant, entities=heard.entities)
