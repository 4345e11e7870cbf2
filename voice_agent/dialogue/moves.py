"""What the playbook does next: ask, confirm, act, answer. Pure: state and reading in, move out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.answers import may_be_value
from voice_agent.dialogue.interpret import asked_for, named_details
from voice_agent.dialogue.render import render, with_question
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState, Move
from voice_agent.playbook.schema import IntentSpec, Playbook

_KEPT_ANSWERS = 3


def answer(
    playbook: Playbook,
    state: DialogueState,
    reading: TurnReading,
    response: Response,
    today: date,
) -> Move:
    """Choose the next move for a turn that was routed to the playbook.

    Args:
        playbook: Tasks, their details and sentences.
        state: The conversation before the turn.
        reading: What the turn means.
        response: What it is to the agent's question.
        today: The callers' day.
    """
    if response.kind == "details":
        known = {**state.details, **response.found}
        return _work(playbook, replace(state, details=known), today)
    if response.kind == "yes":
        return _do(playbook, state, today)
    if response.kind in ("no", "leave"):
        return Move(_idle(state), playbook.says.cancelled)
    if state.task is not None and state.awaiting is not None and reading.intent != state.task:
        aside = playbook.intents.get(reading.intent)
        if aside is not None and not _needs_asking(aside):
            return _answer_aside(playbook, state, reading, today)
    return _start(playbook, state, reading, today)


def finish_task(
    playbook: Playbook, state: DialogueState, result: Mapping[str, Any] | None, today: date
) -> Move:
    """Return the move after an action: its answer, or an apology if ``result`` is ``None``."""
    if state.task is None:
        return offer(state, playbook.says.action_failed)
    if result is None:
        return offer(_idle(state), playbook.says.action_failed)
    intent = playbook.intents[state.task]
    result = {"last_reply": state.last_reply, **result}
    text = render(playbook, intent, intent.answer or "", state.details, result, today)
    if intent.confirm:
        text = f"{text} {playbook.says.anything_else}"
    done = (state.task, state.details) if intent.details else state.finished
    return Move(replace(_idle(state), finished=done), text, ends_call=intent.ends_call)


def not_understood(playbook: Playbook, state: DialogueState, reading: TurnReading) -> DialogueState:
    """Return the conversation when the agent asks again: what was heard may still help."""
    spec = asked_for(playbook, state.task, state.awaiting)
    if spec is None or not may_be_value(playbook.lang, spec, reading):
        return state
    hypotheses = (reading.transcript.text, *reading.transcript.alternatives)
    return replace(state, heard=(*state.heard, hypotheses)[-_KEPT_ANSWERS:])


def offer(state: DialogueState, text: str) -> Move:
    """Say that something cannot be done; when that ends in a question, a yes means a person."""
    awaiting = OFFER if state.awaiting is None and text.endswith("?") else state.awaiting
    return Move(replace(state, awaiting=awaiting), text)


def _start(playbook: Playbook, state: DialogueState, reading: TurnReading, today: date) -> Move:
    intent = playbook.intents[reading.intent]
    details = {k: d.default for k, d in intent.details.items() if d.default is not None}
    found = named_details(intent, None, reading)
    incomplete = any(d.ask and name not in found for name, d in intent.details.items())
    changes = False
    if state.finished is not None and state.finished[0] == reading.intent and found and incomplete:
        # Less than a whole request, right after one: it changes what was just done.
        details |= state.finished[1]
        changes = True
    details |= found
    state = replace(state, task=reading.intent, details=details, awaiting=None)
    return replace(_work(playbook, state, today), changes=changes)


def _work(playbook: Playbook, state: DialogueState, today: date) -> Move:
    """Ask for the next missing detail, then confirm, then do it."""
    intent = playbook.intents[state.task or ""]
    for name, spec in intent.details.items():
        if spec.ask and name not in state.details:
            heard = state.heard if name == state.awaiting else ()
            return Move(replace(state, awaiting=name, heard=heard), spec.ask)
    state = replace(state, heard=())
    if intent.confirm:
        text = render(playbook, intent, intent.confirm, state.details, {}, today)
        return Move(replace(state, awaiting=CONFIRM), text)
    return _do(playbook, state, today)


def _do(playbook: Playbook, state: DialogueState, today: date) -> Move:
    intent = playbook.intents[state.task or ""]
    if intent.action:
        return Move(replace(state, awaiting=None), None, action=intent.action)
    return finish_task(playbook, state, {}, today)


def _answer_aside(
    playbook: Playbook, state: DialogueState, reading: TurnReading, today: date
) -> Move:
    aside = replace(_idle(state), finished=None)
    move = _start(playbook, aside, reading, today)
    if move.action or move.ends_call or move.text is None:
        return move
    return Move(state, with_question(playbook, state, move.text, today))


def _needs_asking(intent: IntentSpec) -> bool:
    return any(detail.ask for detail in intent.details.values())


def _idle(state: DialogueState) -> DialogueState:
    return DialogueState(last_reply=state.last_reply, finished=state.finished, abuse=state.abuse)
