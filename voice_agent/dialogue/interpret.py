"""Interpret a turn as a response to the agent's question: a yes, a detail, a request. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.answers import (
    BRIEF_WORDS,
    IN_PARTS,
    MOST_PARTS,
    bare_value,
    may_be_value,
)
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.state import CHANGE, CONFIRM, OFFER, DialogueState
from voice_agent.language import Confirmation
from voice_agent.playbook.schema import EntitySpec, IntentSpec, Playbook

_ABOUT_THE_QUESTION: Mapping[str | None, Response] = {
    "repeat": Response("repeat"),
    "slower": Response("repeat"),
    "rephrase": Response("rephrase"),
    "why": Response("why"),
    "restart": Response("restart"),
    "back": Response("back"),
}

_BESIDE_AN_ANSWER = 2
"""Words that an answer may have besides its value: "it's 45 dollars"."""
_OF_A_CONFIRMATION: Mapping[Confirmation, Response] = {
    "yes": Response("yes"),
    "no": Response("no"),
    # Whatever is not an unmistakable yes is asked again, and counts as no failure.
    "doubt": Response("repeat"),
    "wait": Response("hold"),
    "unclear": Response("none"),
}


def interpret(playbook: Playbook, context: TurnContext, reading: TurnReading) -> Response:
    """Find out what a turn is to the agent's question; ``none`` if it is nothing to it."""
    state, text = context.state, reading.transcript.text
    signal = playbook.lang.signal(text)
    if signal == "hold" and not _is_sure(playbook, state, reading):
        return Response("hold")
    if state.awaiting is None:
        return _unasked(playbook, state, reading)
    if state.task is not None and signal in _ABOUT_THE_QUESTION:
        return _ABOUT_THE_QUESTION[signal]
    replaced = _replaced(playbook, context, text)
    if replaced:
        return Response("details", replaced)
    brief = len(text.split()) <= BRIEF_WORDS
    said = _yes_or_no(playbook, context, reading)
    if said in ("unclear", "no") and playbook.lang.wants_to_leave(text) and brief:
        return Response("leave")
    found = {} if state.task is None else _found(playbook, context, reading)
    if said == "yes" and brief and not found:
        return Response("yes")
    if said == "no" and not found and state.awaiting != OFFER:
        retracted = _retracted(playbook, state, text)
        if retracted:
            return Response("change", retracted=retracted)
    if said == "no" and brief and not found:
        return Response("no")
    if _is_part(playbook, state, found, text):
        return Response("part")
    if _is_own_request(playbook, state, reading) and not _is_whole_answer(
        playbook, state, found, reading
    ):
        return Response("aside")
    if found:
        return Response("details", found)
    if state.awaiting == CHANGE:
        retracted = _retracted(playbook, state, text)
        if retracted:
            return Response("change", retracted=retracted)
    return _OF_A_CONFIRMATION[said]


def _is_whole_answer(
    playbook: Playbook, state: DialogueState, found: Mapping[str, Any], reading: TurnReading
) -> bool:
    """Tell whether a turn is nothing but the answer, whatever the model takes it for."""
    intent = playbook.intents.get(state.task or "")
    spec = asked_for(playbook, state.task, state.awaiting)
    if intent is None or spec is None or state.awaiting not in found:
        return False
    text = reading.transcript.text
    if playbook.lang.is_spelled(spec, text):
        return True
    asked = intent.details[state.awaiting or ""].entity or state.awaiting
    words = sum(len(entity.text.split()) for entity in reading.entities if entity.type == asked)
    return len(text.split()) - words <= _BESIDE_AN_ANSWER


def _is_part(playbook: Playbook, state: DialogueState, found: Mapping[str, Any], text: str) -> bool:
    """Tell whether a turn is part of the number that was asked for."""
    spec = asked_for(playbook, state.task, state.awaiting)
    return (
        spec is not None
        and spec.kind in IN_PARTS
        and state.awaiting not in found
        and len(state.heard) < MOST_PARTS
        and playbook.lang.is_spelled(spec, text)
    )


def _replaced(playbook: Playbook, context: TurnContext, text: str) -> dict[str, Any]:
    """Return the details that a turn like "Mark, not Mike" replaces."""
    pair, state = playbook.lang.replacement(text), context.state
    intent = playbook.intents.get(state.task or "")
    if pair is None or intent is None:
        return {}
    found: dict[str, Any] = {}
    for name, value in state.details.items():
        spec = playbook.entities[intent.details[name].entity or name]
        new, old = (playbook.lang.choose(spec, (said,), today=context.today) for said in pair)
        if old == value and new is not None and new != old:
            found[name] = new
    return found


def _yes_or_no(playbook: Playbook, context: TurnContext, reading: TurnReading) -> Confirmation:
    """Return what the turn is to a yes-or-no question; ``unclear`` if none was asked."""
    state = context.state
    if state.awaiting not in (CONFIRM, OFFER, CHANGE):
        return "unclear"
    return playbook.lang.confirmation(
        reading.transcript.text,
        reading.act,
        calls_off=playbook.lang.calls_off(_confirm_template(playbook, state)),
        question=context.question,
    )


def _unasked(playbook: Playbook, state: DialogueState, reading: TurnReading) -> Response:
    """Return what a turn is to an agent that has asked nothing."""
    text = reading.transcript.text
    signal = playbook.lang.signal(text)
    ended = state.last_reply.endswith(playbook.says.anything_else)
    if signal == "nothing" and ended:
        return Response("done")
    found = _of_the_same_kind(playbook, state, reading)
    if found:
        return Response("again", found)
    if signal == "undo" and state.finished is not None:
        return Response("undo")
    # "Is there anything else?" is a question, although no task waits for its answer.
    if signal == "acknowledge" and not state.last_reply.endswith("?"):
        return Response("acknowledge")
    return Response("none")


def _of_the_same_kind(
    playbook: Playbook, state: DialogueState, reading: TurnReading
) -> dict[str, Any]:
    """Return the details that differ when a turn asks for what was done last once more."""
    how = playbook.lang.continues(reading.transcript.text)
    if how is None or state.finished is None:
        return {}
    task, details = state.finished
    intent = playbook.intents[task]
    found = named_details(intent, None, reading)
    # "And a latte" is a request of its own; "and my savings?" changes what has a default.
    if how == "also" and any(intent.details[name].default is None for name in found):
        return {}
    return {name: value for name, value in found.items() if details.get(name) != value}


def _is_sure(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether "let me see my balance" is a request and no pause."""
    return state.awaiting is None and _is_own_request(playbook, state, reading)


def _retracted(playbook: Playbook, state: DialogueState, text: str) -> tuple[str, ...]:
    """Return the details that a turn calls wrong without saying what is right."""
    intent = playbook.intents.get(state.task or "")
    if intent is None:
        return ()
    return tuple(
        name
        for name, detail in intent.details.items()
        if name in state.details
        and detail.ask
        and playbook.lang.mentions(name, playbook.entities[detail.entity or name], text)
    )


def _is_own_request(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    return (
        reading.act == "request"
        and reading.intent in playbook.intents
        and reading.intent != state.task
        and reading.confidence >= playbook.policy.min_intent_confidence
    )


def _found(playbook: Playbook, context: TurnContext, reading: TurnReading) -> dict[str, Any]:
    """Return new details for the open task; once it was read back, only what differs is new."""
    state = context.state
    intent = playbook.intents[state.task or ""]
    found = named_details(intent, state.awaiting, reading)
    found |= _bare_answer(playbook, context, reading, found)
    if state.awaiting not in (CONFIRM, CHANGE):
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
            name = (free or takers)[0]
            behind = intent.details[name].when == "past" and entity.past is not None
            found[name] = entity.past if behind else entity.value
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
    detail = intent.details[awaiting]
    spec = playbook.entities[detail.entity or awaiting]
    if detail.when is None or spec.kind != "date" or spec.past:
        return spec
    return spec.model_copy(update={"when": detail.when})


def _confirm_template(playbook: Playbook, state: DialogueState) -> str:
    """Return what to confirm, without the caller's own words; empty if there is nothing."""
    intent = playbook.intents.get(state.task or "")
    return (intent.confirm or "") if intent is not None and state.awaiting == CONFIRM else ""
