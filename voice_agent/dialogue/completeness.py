"""Tell from the text whether a turn is complete: by what was asked, then by the model. Pure."""

from __future__ import annotations

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import IntentSpec, Playbook

_WHOLE = frozenset({"yes", "no", "leave", "details", "change", "restart", "back", "undo"})
_ABOUT_THE_QUESTION = frozenset({"repeat", "rephrase", "why", "acknowledge"})
ANSWERED = 0.995
"""The turn answers what the agent asked: "yes" is complete, however it sounds."""
SPELLING = 0.1
"""A name is being spelled: "s m i" may be all of it or not."""
UNANSWERED = 0.005
"""The turn does not answer yet what the agent asked: digits are still missing."""
_ALONE = frozenset({"repeat", "greet", "thank", "bye"})
"""Acts that answer no question and are complete all the same: "could you say that again?"."""
MORE_TO_COME = 0.3
"""Two more optional details may follow: in most orders with a long mid-turn pause it comes between
the drink and "with milk and sugar". The sentence alone does not tell that pause from the end."""
UNCLEAR = 0.15
"""Nothing is asked yet. Callers explain first and ask second: "I took a jacket back to the store"
is a complete sentence. If the recogniser wrote a question mark, something is asked."""
_SURE = 0.7
"""Confidence from which the intent is clear."""
LACKING = 0.02
"""Optional details were given, but a required one is missing ("a light roast ...")."""


def completeness(
    playbook: Playbook, context: TurnContext, reading: TurnReading, response: Response
) -> float:
    """Return the probability that the text is a complete turn, 0..1."""
    state = context.state
    if not reading.transcript.text:
        return UNANSWERED
    if response.kind in _WHOLE:
        return SPELLING if _is_being_spelled(playbook, state, reading) else ANSWERED
    if response.kind == "hold":
        # "Let me think" is thinking aloud: the answer may follow.
        return min(UNANSWERED, reading.completeness)
    if response.kind in _ABOUT_THE_QUESTION:
        return reading.completeness
    intent = playbook.intents.get(reading.intent) if reading.confidence >= _SURE else None
    alone = intent is not None and reading.act in _ALONE
    if state.awaiting is not None and response.kind == "none" and not alone:
        return min(UNANSWERED, reading.completeness)
    if not _is_asked(playbook, intent, reading):
        return min(UNCLEAR, reading.completeness)
    if intent is None:
        return reading.completeness
    named = {entity.type for entity in reading.entities}
    if _lacks(intent, named):
        return min(LACKING, reading.completeness)
    if _to_come(intent, named) > 1:
        return min(MORE_TO_COME, reading.completeness)
    return reading.completeness


def _is_being_spelled(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    intent = playbook.intents.get(state.task or "")
    detail = intent.details.get(state.awaiting or "") if intent else None
    if detail is None:
        return False
    spec = playbook.entities[detail.entity or state.awaiting or ""]
    return spec.kind in ("name", "email") and playbook.lang.is_spelled(
        spec, reading.transcript.text
    )


def _is_asked(playbook: Playbook, intent: IntentSpec | None, reading: TurnReading) -> bool:
    """Tell whether the caller asks for something: by a question, or by a clear intent.

    An intent that the knowledge folder answers takes a question.
    """
    text = reading.transcript.text
    if "?" in text:
        return True
    if intent is None:
        return False
    return intent.route != "retrieve" or playbook.lang.asks(text)


def _lacks(intent: IntentSpec, named: set[str]) -> bool:
    """Tell whether optional details were named but a required one of the intent was not."""
    wanted = {intent.entity_of(name) for name, d in intent.details.items() if d.ask}
    optional = {intent.entity_of(name) for name, d in intent.details.items() if not d.ask}
    return bool(named & optional) and not named >= wanted


def _to_come(intent: IntentSpec, named: set[str]) -> int:
    """Count the optional details that the playbook lists after the last one that was named."""
    details = [(intent.entity_of(name), bool(d.ask)) for name, d in intent.details.items()]
    last = max((i for i, (name, _) in enumerate(details) if name in named), default=None)
    return 0 if last is None else sum(not asked for _, asked in details[last + 1 :])
