"""Do the words make a whole turn? What was asked decides first, then the model. Pure."""

from __future__ import annotations

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import IntentSpec, Playbook

ANSWERED = 0.995
"""The agent asked and this answers: "yes" is complete, however it sounds."""
SPELLING = 0.1
"""Of a name that is being spelled nobody knows the last letter: "s m i" is a name too."""
UNANSWERED = 0.005
"""The agent asked and this does not answer it yet: digits are still missing."""
_ALONE = frozenset({"repeat", "greet", "thank", "bye"})
"""Acts that answer no question and are whole all the same: "could you say that again?"."""
MORE_TO_COME = 0.3
"""Two more details, which a caller need not name, may follow: most long breaths of the orders
measured lie between the drink and "with milk and sugar". How whole the sentence is as far as it
goes tells an end from a breath there no better than chance does."""
UNCLEAR = 0.15
"""Callers tell something and then ask. "I took a jacket back to the store" is a whole sentence, but
not clear yet; "I'm off to Spain in June" is about cards abroad, but nothing is asked yet. Where the
recogniser hears a question something is asked, understood or not."""
_SURE = 0.7
"""Confidence in the intent from which it is clear what is wanted."""
LACKING = 0.02
"""Details were given but not the one without which the request is none ("a light roast ..."): of
all 240 orders measured one ends there, which was misheard."""


def completeness(
    playbook: Playbook, context: TurnContext, reading: TurnReading, response: Response
) -> float:
    """Return the probability that the words are a whole turn, 0..1."""
    state = context.state
    if not reading.transcript.text:
        return UNANSWERED
    if response.kind in ("yes", "no", "leave", "details"):
        return SPELLING if _is_being_spelled(playbook, state, reading) else ANSWERED
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
    """Whether something is asked of the agent: a question, or what is clear without one.

    Where the knowledge folder has the answer, there has to be a question in the words.
    """
    text = reading.transcript.text
    if "?" in text:
        return True
    if intent is None:
        return False
    return intent.route != "retrieve" or playbook.lang.asks(text)


def _lacks(intent: IntentSpec, named: set[str]) -> bool:
    """Whether optional details were named but a required one of the same intent was not."""
    wanted = {d.entity or name for name, d in intent.details.items() if d.ask}
    optional = {d.entity or name for name, d in intent.details.items() if not d.ask}
    return bool(named & optional) and not named >= wanted


def _to_come(intent: IntentSpec, named: set[str]) -> int:
    """How many optional details the playbook lists behind the last one that was named."""
    details = [(d.entity or name, bool(d.ask)) for name, d in intent.details.items()]
    last = max((i for i, (name, _) in enumerate(details) if name in named), default=None)
    return 0 if last is None else sum(not asked for _, asked in details[last + 1 :])
