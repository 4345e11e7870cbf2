"""Do the words make a whole turn? What was asked decides first, then the model. Pure."""

from __future__ import annotations

from datetime import date

from voice_agent.events import TurnReading
from voice_agent.playbook.schema import Playbook
from voice_agent.responders.dialogue import DialogueState, response

ANSWERED = 0.995
"""The agent asked and this answers: "yes" is complete, however it sounds."""
UNANSWERED = 0.2
"""The agent asked and this does not answer it yet: digits are still missing."""
LACKING = 0.15
"""Details were given but not the one without which the request is none ("a light roast ...")."""


def sense(playbook: Playbook, state: DialogueState, reading: TurnReading, today: date) -> float:
    """Probability that the words are a whole turn, 0..1."""
    if not reading.transcript.text:
        return UNANSWERED
    reply = response(playbook, state, reading, today)
    if reply.kind in ("yes", "no", "leave", "details"):
        return ANSWERED
    if state.awaiting is not None and reply.kind == "none":
        return min(UNANSWERED, reading.completeness)
    if _lacks(playbook, reading):
        return min(LACKING, reading.completeness)
    return reading.completeness


def _lacks(playbook: Playbook, reading: TurnReading) -> bool:
    """Whether optional details were named but a required one of the same intent was not."""
    intent = playbook.intents.get(reading.intent)
    if intent is None:
        return False
    named = {entity.type for entity in reading.entities}
    wanted = {d.entity or name for name, d in intent.details.items() if d.ask}
    optional = {d.entity or name for name, d in intent.details.items() if not d.ask}
    return bool(named & optional) and not named >= wanted
