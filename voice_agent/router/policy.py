"""The router: a pure function of reading, dialogue, knowledge hit and policy.

Rules and structured checks come first, retrieval next, the LLM after that, and there is
always a way out to a human. The same arguments always give the same route, so recorded
turns can be replayed at other thresholds.
"""

from __future__ import annotations

from datetime import date
from textwrap import shorten

from voice_agent.events import OUT_OF_SCOPE, Route, RouteTo, TurnReading
from voice_agent.playbook.schema import IntentSpec, Playbook
from voice_agent.responders.dialogue import (
    CONFIRM,
    OFFER,
    DialogueState,
    response,
)
from voice_agent.responders.retrieval import Hit

_OPERATOR_KEY = "0"
_WORDS_FOR_LLM = 4
"""A shorter utterance that nobody understands is a misheard one, not a question for an LLM."""
_WORDS_FOR_KNOWLEDGE = 2
"""One shared word ("just a minute") is a coincidence, however much of the question it is."""

_RESPONSES = {
    "details": "gives {what} for {task}",
    "yes": "says yes to {task}",
    "no": "says no to {task}",
    "leave": "leaves {task}",
}

_REASONS = {
    "person": "asks for a person",
    "anger": "is angry",
    "complaint": "has a complaint",
    "fraud": "speaks of fraud",
    "emergency": "has an emergency",
    "none": "needs a person",
}


def decide(
    reading: TurnReading,
    state: DialogueState,
    hit: Hit | None,
    playbook: Playbook,
    today: date,
) -> Route:
    """Where this turn goes.

    Args:
        reading: What the SLM understood.
        state: The conversation before this turn.
        hit: The best section of the knowledge folder for these words.
        playbook: Intents and policy.
        today: Reference for relative dates.
    """
    to, reason = _decide(reading, state, hit, playbook, today)
    if to == "clarify" and state.failures >= playbook.policy.max_clarifications:
        to, reason = "human", f"not understood {state.failures + 1} times in a row"
    return Route(reading=reading, to=to, reason=reason)


def _decide(
    reading: TurnReading,
    state: DialogueState,
    hit: Hit | None,
    playbook: Playbook,
    today: date,
) -> tuple[RouteTo, str]:
    policy = playbook.policy
    transcript = reading.transcript
    if transcript.text.strip() == _OPERATOR_KEY and state.awaiting is None:
        return "human", "pressed 0"
    if reading.escalation.score >= policy.escalation_threshold:
        why = _REASONS[reading.escalation.reason]
        return "human", f"caller {why} ({reading.escalation.score:.2f})"
    if transcript.confidence < policy.min_transcript_confidence:
        return "clarify", f"heard too poorly ({transcript.confidence:.2f})"
    reply = response(playbook, state, reading, today)
    if reply.kind == "yes" and state.awaiting == OFFER:
        return "human", "accepts the offer of a person"
    if reply.kind in _RESPONSES:
        what = ", ".join(reply.found) or state.awaiting
        return "answer", _RESPONSES[reply.kind].format(what=what, task=state.task or "the offer")
    intent = playbook.intents.get(reading.intent)
    if intent is None or reading.confidence < policy.min_intent_confidence:
        return _unknown(reading, hit, playbook)
    if state.awaiting is not None and reading.intent == state.task and reading.act != "request":
        return "clarify", f"no answer to the question about {_asked(state)}"
    return _by_intent(reading, intent, hit, playbook)


def _unknown(reading: TurnReading, hit: Hit | None, playbook: Playbook) -> tuple[RouteTo, str]:
    policy = playbook.policy
    if reading.intent == OUT_OF_SCOPE:
        why = f"out of scope ({reading.confidence:.2f})"
    else:
        why = f"unsure of {reading.intent} ({reading.confidence:.2f})"
    if (
        hit is not None
        and hit.share >= policy.min_retrieval_score
        and hit.matched >= _WORDS_FOR_KNOWLEDGE
    ):
        return "retrieve", f"{why}; knowledge has {_named(hit)}"
    words = len(reading.transcript.text.split())
    if policy.llm_when_out_of_scope and words >= _WORDS_FOR_LLM:
        return "llm", f"{why}; nothing in the knowledge folder"
    return "clarify", why


def _by_intent(
    reading: TurnReading, intent: IntentSpec, hit: Hit | None, playbook: Playbook
) -> tuple[RouteTo, str]:
    sure = f"{reading.intent} ({reading.confidence:.2f})"
    if intent.route == "retrieve":
        if hit is None:
            return "llm", f"{sure}; nothing in the knowledge folder"
        return "retrieve", f"{sure}; {_named(hit)}"
    return intent.route, sure


def _named(hit: Hit) -> str:
    return f"'{shorten(hit.section.heading, 60, placeholder=' ...')}' ({hit.share:.2f})"


def _asked(state: DialogueState) -> str:
    return "the confirmation" if state.awaiting == CONFIRM else str(state.awaiting)
