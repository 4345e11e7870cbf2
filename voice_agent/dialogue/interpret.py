"""What a turn is to the agent's question: a yes, a detail, a request of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.answers import BRIEF_WORDS, bare_value, may_be_value
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState
from voice_agent.playbook.schema import EntitySpec, IntentSpec, Playbook


def interpret(playbook: Playbook, context: TurnContext, reading: TurnReading) -> Response:
    """Find out what a turn is to the agent's question; ``none`` when nothing was asked."""
    state = context.state
    if state.awaiting is None:
        return Response("none")
    text = reading.transcript.text
    brief = len(text.split()) <= BRIEF_WORDS
    yes_or_no = state.awaiting in (CONFIRM, OFFER)
    cancels = playbook.lang.calls_off(_confirm_template(playbook, state))
    confirmation = playbook.lang.confirmation
    said: Literal["yes", "no", "unclear"] = "unclear"
    if yes_or_no:
        heard = confirmation(text, reading.act, calls_off=cancels, question=context.question)
        said = heard if heard in ("yes", "no") else "unclear"
    if said == "unclear" and playbook.lang.wants_to_leave(text) and brief:
        return Response("leave")
    found = {} if state.task is None else _found(playbook, context, reading)
    if said != "unclear" and brief and not found:
        return Response(said)
    if _is_own_request(playbook, state, reading):
        return Response("aside")
    if found:
        return Response("details", found)
    return Response(said if said != "unclear" else "none")


def _is_own_request(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    return (
        reading.act == "request"
        and reading.intent in playbook.intents
        and reading.intent != state.task
        and reading.confidence >= playbook.policy.min_intent_confidence
    )


def _found(playbook: Playbook, context: TurnContext, reading: TurnReading) -> dict[str, Any]:
    """Return new details for the open task; while it is read back, only what differs is new."""
    state = context.state
    intent = playbook.intents[state.task or ""]
    found = named_details(intent, state.awaiting, reading)
    found |= _bare_answer(playbook, context, reading, found)
    if state.awaiting != CONFIRM:
        return found
    return {name: value for name, value in found.items() if state.details.get(name) != value}


def named_details(intent: IntentSpec, awaiting: str | None, reading: TurnReading) -> dict[str, Any]:
    """Return the details that the turn's entities fill."""
    found: dict[str, Any] = {}
    order = sorted(intent.details, key=lambda name: name != awaiting)
    for entity in reading.entities:
        takers = [n for n in order if (intent.details[n].entity or n) == entity.type]
        free = [n for n in takers if n not in found]
        if free or takers:
            found[(free or takers)[0]] = entity.value
    return found


def _bare_answer(
    playbook: Playbook,
    context: TurnContext,
    reading: TurnReading,
    named: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what only the question makes a detail: "Sarah" may be too short for the model."""
    state = context.state
    spec = asked_for(playbook, state.task, state.awaiting)
    if spec is None or state.awaiting is None or named.keys() - {state.awaiting}:
        return {}
    # The model marks parts of what is spelled; where all of it is, the rules read all of it.
    if not may_be_value(playbook.lang, spec, reading):
        return {}
    if named and not playbook.lang.is_spelled(spec, reading.transcript.text):
        return {}
    value = bare_value(playbook.lang, spec, reading, state.heard, context.today)
    return {} if value is None else {state.awaiting: value}


def asked_for(playbook: Playbook, task: str | None, awaiting: str | None) -> EntitySpec | None:
    """Return the entity of the detail that the agent asked for; ``None`` if it asked for none."""
    intent = playbook.intents.get(task or "")
    if intent is None or awaiting not in intent.details:
        return None
    details = intent.details
    return playbook.entities[details[awaiting].entity or awaiting]


def _confirm_template(playbook: Playbook, state: DialogueState) -> str:
    """Return what to confirm, without the caller's own words; empty if there is nothing."""
    intent = playbook.intents.get(state.task or "")
    return (intent.confirm or "") if intent is not None and state.awaiting == CONFIRM else ""
