"""Playbook answers: details asked for, confirmed, done. Pure: state and reading in, move out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from voice_agent.events import TurnReading
from voice_agent.playbook.schema import EntitySpec, IntentSpec, Playbook
from voice_agent.responders.answers import (
    BRIEF_WORDS,
    bare_value,
    calls_off,
    confirmation,
    is_spelled,
    may_be_value,
    wants_to_leave,
)
from voice_agent.slm.entities import spoken

CONFIRM = "confirm"
"""What the agent waits for after it has read a task back."""
OFFER = "a person"
"""What it waits for after it has offered a person instead of an answer."""

_KEPT_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class DialogueState:
    """Where the conversation stands. A value: keep the old one to go back.

    Attributes:
        task: Intent that is being worked on.
        details: What is known for it, by detail name.
        awaiting: The detail that was asked for, ``CONFIRM`` or ``OFFER``.
        failures: Turns in a row that were not understood.
        last_reply: What the agent said last.
        finished: The last task that was done, with its details: "make it a large" changes it.
        abuse: Turns of this call that insulted or threatened the agent.
        heard: Hypotheses of earlier answers to the question in ``awaiting`` that were not
            understood, oldest first.
    """

    task: str | None = None
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    awaiting: str | None = None
    failures: int = 0
    last_reply: str = ""
    finished: tuple[str, Mapping[str, Any]] | None = None
    abuse: int = 0
    heard: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """What the playbook does next.

    Attributes:
        state: The conversation afterwards.
        text: What to say; ``None`` when ``action`` has to run first.
        action: Action to run with the state's details; then call ``finish_task``.
        changes: Whether this does the last task over with other details: its outcome is that
            of both.
        ends_call: Whether the call is over after ``text``.
    """

    state: DialogueState
    text: str | None = None
    action: str | None = None
    changes: bool = False
    ends_call: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """How a turn relates to what the agent is waiting for.

    Attributes:
        kind: ``details`` gives or corrects some; ``leave`` calls the task off; ``aside`` is a
            request of its own; ``none`` is no response to the question.
        found: The details.
    """

    kind: Literal["yes", "no", "leave", "details", "aside", "none"]
    found: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def response(
    playbook: Playbook, state: DialogueState, reading: TurnReading, today: date
) -> Response:
    """What this turn is to the agent's question; ``none`` when nothing was asked."""
    if state.awaiting is None:
        return Response("none")
    text = reading.transcript.text
    brief = len(text.split()) <= BRIEF_WORDS
    yes_or_no = state.awaiting in (CONFIRM, OFFER)
    cancels = calls_off(_confirm_template(playbook, state))
    said = confirmation(text, reading.act, calls_off=cancels) if yes_or_no else "unclear"
    if said == "unclear" and wants_to_leave(text) and brief:
        return Response("leave")
    found = {} if state.task is None else _found(playbook, state, reading, today)
    if said != "unclear" and brief and not found:
        return Response(said)
    if _is_own_request(playbook, state, reading):
        return Response("aside")
    if found:
        return Response("details", found)
    return Response(said if said != "unclear" else "none")


def answer(playbook: Playbook, state: DialogueState, reading: TurnReading, today: date) -> Move:
    """The next move for a turn that was routed to the playbook."""
    reply = response(playbook, state, reading, today)
    if reply.kind == "details":
        return _work(playbook, replace(state, details={**state.details, **reply.found}))
    if reply.kind == "yes":
        return _do(playbook, state)
    if reply.kind in ("no", "leave"):
        return Move(_idle(state), playbook.says.cancelled)
    if state.task is not None and state.awaiting is not None and reading.intent != state.task:
        aside = playbook.intents.get(reading.intent)
        if aside is not None and not _needs_asking(aside):
            return _answer_aside(playbook, state, reading, today)
    return _start(playbook, state, reading, today)


def finish_task(playbook: Playbook, state: DialogueState, result: Mapping[str, Any] | None) -> Move:
    """The move after an action: its answer, or an apology when ``result`` is ``None``."""
    if state.task is None:
        return offer(state, playbook.says.action_failed)
    if result is None:
        return offer(_idle(state), playbook.says.action_failed)
    intent = playbook.intents[state.task]
    result = {"last_reply": state.last_reply, **result}
    text = render(playbook, intent, intent.answer or "", state.details, result)
    if intent.confirm:
        text = f"{text} {playbook.says.anything_else}"
    done = (state.task, state.details) if intent.details else state.finished
    return Move(replace(_idle(state), finished=done), text, ends_call=intent.ends_call)


def not_understood(playbook: Playbook, state: DialogueState, reading: TurnReading) -> DialogueState:
    """The conversation after an answer that is asked for again: what was heard may still help."""
    spec = _asked_for(playbook, state.task, state.awaiting)
    if spec is None or not may_be_value(spec, reading):
        return state
    hypotheses = (reading.transcript.text, *reading.transcript.alternatives)
    return replace(state, heard=(*state.heard, hypotheses)[-_KEPT_ANSWERS:])


def offer(state: DialogueState, text: str) -> Move:
    """Say that something cannot be done; when that ends in a question, a yes means a person."""
    awaiting = OFFER if state.awaiting is None and text.endswith("?") else state.awaiting
    return Move(replace(state, awaiting=awaiting), text)


def with_question(playbook: Playbook, state: DialogueState, text: str) -> str:
    """``text``, then the question the agent is waiting on, unless that was asked just now."""
    again = question(playbook, state)
    if again is None or state.last_reply.endswith(again):
        return text
    return f"{text} {again}"


def question(playbook: Playbook, state: DialogueState) -> str | None:
    """The question about a task that the agent is waiting on."""
    if state.task is None or state.awaiting is None or state.awaiting == OFFER:
        return None
    intent = playbook.intents[state.task]
    if state.awaiting == CONFIRM:
        return render(playbook, intent, intent.confirm or "", state.details, {})
    return intent.details[state.awaiting].ask


def render(
    playbook: Playbook,
    intent: IntentSpec,
    template: str,
    details: Mapping[str, Any],
    result: Mapping[str, Any],
) -> str:
    """Fill a playbook sentence with details and action results, as they are spoken."""
    words = dict.fromkeys(intent.details, "")
    for name, value in details.items():
        spec = playbook.entities[intent.details[name].entity or name]
        words[name] = spoken(spec, value)
    words["details"] = _listing([words[name] for name in intent.details if words[name]])
    words |= {name: str(value) for name, value in result.items()}
    return re.sub(r"\{(\w+)\}", lambda m: words.get(m.group(1), ""), template).strip()


def _start(playbook: Playbook, state: DialogueState, reading: TurnReading, today: date) -> Move:
    intent = playbook.intents[reading.intent]
    details = {k: d.default for k, d in intent.details.items() if d.default is not None}
    found = _named(intent, None, reading)
    incomplete = any(d.ask and name not in found for name, d in intent.details.items())
    changes = False
    if state.finished is not None and state.finished[0] == reading.intent and found and incomplete:
        # Less than a whole request, right after one: it changes what was just done.
        details |= state.finished[1]
        changes = True
    details |= found
    state = replace(state, task=reading.intent, details=details, awaiting=None)
    return replace(_work(playbook, state), changes=changes)


def _work(playbook: Playbook, state: DialogueState) -> Move:
    """Ask for the next missing detail, then confirm, then do it."""
    intent = playbook.intents[state.task or ""]
    for name, spec in intent.details.items():
        if spec.ask and name not in state.details:
            heard = state.heard if name == state.awaiting else ()
            return Move(replace(state, awaiting=name, heard=heard), spec.ask)
    state = replace(state, heard=())
    if intent.confirm:
        text = render(playbook, intent, intent.confirm, state.details, {})
        return Move(replace(state, awaiting=CONFIRM), text)
    return _do(playbook, state)


def _do(playbook: Playbook, state: DialogueState) -> Move:
    intent = playbook.intents[state.task or ""]
    if intent.action:
        return Move(replace(state, awaiting=None), None, action=intent.action)
    return finish_task(playbook, state, {})


def _answer_aside(
    playbook: Playbook, state: DialogueState, reading: TurnReading, today: date
) -> Move:
    aside = replace(_idle(state), finished=None)
    move = _start(playbook, aside, reading, today)
    if move.action or move.ends_call or move.text is None:
        return move
    return Move(state, with_question(playbook, state, move.text))


def _is_own_request(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    return (
        reading.act == "request"
        and reading.intent in playbook.intents
        and reading.intent != state.task
        and reading.confidence >= playbook.policy.min_intent_confidence
    )


def _found(
    playbook: Playbook, state: DialogueState, reading: TurnReading, today: date
) -> dict[str, Any]:
    """New details for the task under way; while it is read back only what differs is new."""
    intent = playbook.intents[state.task or ""]
    found = _named(intent, state.awaiting, reading)
    found |= _bare_answer(playbook, state, reading, today, found)
    if state.awaiting != CONFIRM:
        return found
    return {name: value for name, value in found.items() if state.details.get(name) != value}


def _needs_asking(intent: IntentSpec) -> bool:
    return any(detail.ask for detail in intent.details.values())


def _idle(state: DialogueState) -> DialogueState:
    return DialogueState(last_reply=state.last_reply, finished=state.finished, abuse=state.abuse)


def _named(intent: IntentSpec, awaiting: str | None, reading: TurnReading) -> dict[str, Any]:
    """The details that the turn's entities are."""
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
    state: DialogueState,
    reading: TurnReading,
    today: date,
    named: Mapping[str, Any],
) -> dict[str, Any]:
    """What the question alone makes a detail: "Sarah" may be too short for the model."""
    spec = _asked_for(playbook, state.task, state.awaiting)
    if spec is None or state.awaiting is None or named.keys() - {state.awaiting}:
        return {}
    # The model marks parts of what is spelled; where all of it is, the rules read all of it.
    if not may_be_value(spec, reading):
        return {}
    if named and not is_spelled(spec, reading.transcript.text):
        return {}
    value = bare_value(spec, reading, state.heard, today)
    return {} if value is None else {state.awaiting: value}


def _asked_for(playbook: Playbook, task: str | None, awaiting: str | None) -> EntitySpec | None:
    """The entity of the detail that the agent has asked for; ``None`` if it asked for none."""
    intent = playbook.intents.get(task or "")
    if intent is None or awaiting not in intent.details:
        return None
    details = intent.details
    return playbook.entities[details[awaiting].entity or awaiting]


def _confirm_template(playbook: Playbook, state: DialogueState) -> str:
    """What is to be confirmed, without the caller's own words in it; empty when nothing is."""
    intent = playbook.intents.get(state.task or "")
    return (intent.confirm or "") if intent is not None and state.awaiting == CONFIRM else ""


def _listing(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
