"""Start a task, put one aside for another, answer something beside one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue import verification
from voice_agent.dialogue.details import named_details
from voice_agent.dialogue.doubts import is_doubtful
from voice_agent.dialogue.render import question, with_question, without_question
from voice_agent.dialogue.state import (
    VERIFY,
    DialogueState,
    Move,
    Suspended,
    put_aside,
    waiting_first,
)
from voice_agent.dialogue.tasks import idle, take
from voice_agent.playbook.schema import IntentSpec, Playbook


def start(playbook: Playbook, state: DialogueState, reading: TurnReading, today: date) -> Move:
    """Start what a turn asks for; what was under way waits."""
    intent = playbook.intents[reading.intent]
    state = _suspend(playbook, state, reading.intent)
    details = _defaults(intent)
    found = named_details(intent, None, reading)
    incomplete = any(d.ask and name not in found for name, d in intent.details.items())
    changes = False
    if state.finished is not None and state.finished[0] == reading.intent and found and incomplete:
        # Less than a whole request, right after one: it changes what was just done.
        details |= state.finished[1]
        changes = True
    unsure = is_doubtful(playbook, reading)
    state = replace(state, task=reading.intent, details=details, awaiting=None, unsure=unsure)
    if verification.must_verify(playbook, state):
        given = verification.volunteered(playbook, reading.transcript.text, today)
        state = verification.with_given(state, given)
        if not given and verification.cannot_give(playbook, reading.transcript.text):
            return verification.unable(playbook, state)
    return replace(take(playbook, state, found, today), changes=changes)


def _suspend(playbook: Playbook, state: DialogueState, task: str) -> DialogueState:
    """Put a task under way aside for another one; an offer of the agent is dropped."""
    asked = playbook.intents[state.task].details if state.task in playbook.intents else {}
    asks = any(detail.ask for detail in asked.values())
    if state.task is None or state.task == task or state.awaiting is None or not asks:
        return state
    waiting = tuple(one for one in state.suspended if one.task not in (task, state.task))
    return waiting_first(replace(state, suspended=waiting), put_aside(state))


def with_requests(
    playbook: Playbook, state: DialogueState, requests: Sequence[TurnReading]
) -> DialogueState:
    """Put further requests of a turn aside until the one before them is settled."""
    # A question to the knowledge folder is answered beside them, and waits for nothing.
    waiting = tuple(
        _request(playbook, one)
        for one in requests
        if playbook.intents[one.intent].route == "answer"
    )
    return waiting_first(state, *waiting)


def _request(playbook: Playbook, reading: TurnReading) -> Suspended:
    """Return a request that waits until the one before it is settled."""
    intent = playbook.intents[reading.intent]
    details = _defaults(intent) | named_details(intent, None, reading)
    unsure = is_doubtful(playbook, reading)
    return Suspended(reading.intent, details, begun=False, unsure=unsure)


def _defaults(intent: IntentSpec) -> dict[str, Any]:
    return {k: d.default for k, d in intent.details.items() if d.default is not None}


def answer_aside(
    playbook: Playbook, state: DialogueState, reading: TurnReading, today: date
) -> Move:
    """Answer something that needs no question, and ask the open question again."""
    aside = replace(idle(state), finished=None, suspended=())
    move = start(playbook, aside, reading, today)
    asks_who = move.state.awaiting == VERIFY or move.credentials is not None
    if (move.action is not None or asks_who) and state.task is not None:
        after = replace(move.state, suspended=state.suspended)
        return replace(move, state=waiting_first(after, put_aside(state)))
    if move.ends_call or move.text is None:
        return move
    open_question = question(playbook, state, today)
    text = without_question(move.text) if open_question else move.text
    return Move(state, with_question(playbook, state, text, today, always=True))


def needs_asking(playbook: Playbook, intent: IntentSpec, reading: TurnReading) -> bool:
    """Tell whether a request has to be asked about before it is done."""
    unsure = bool(intent.confirm_if_unsure) and is_doubtful(playbook, reading)
    asks = unsure or bool(intent.confirm)
    return asks or any(detail.ask for detail in intent.details.values())
