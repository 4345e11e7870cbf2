"""Start a task, put one aside for another, answer something beside one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue import verification
from voice_agent.dialogue.clashes import clashes, settled_by_unit
from voice_agent.dialogue.details import (
    details_in_clauses,
    named_details,
    named_in_part,
    other_details,
    scattered_details,
    unmarked_amounts,
)
from voice_agent.dialogue.doubts import asks_first
from voice_agent.dialogue.render import question, with_question, without_question
from voice_agent.dialogue.rest import without_values
from voice_agent.dialogue.state import (
    VERIFY,
    DialogueState,
    Move,
    Suspended,
    put_aside,
    waiting_first,
)
from voice_agent.dialogue.tasks import idle, said_after, take
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

_TELEGRAPHIC = 6
"""Words of a request that has nothing but its details."""
_LEFT_OVER = 3
"""Words of it besides them."""
_TOLD_BY_ITSELF = ("money", "date", "time")


def start(playbook: Playbook, state: DialogueState, reading: TurnReading, today: date) -> Move:
    """Start what a turn asks for; what was under way waits."""
    intent = playbook.intents[reading.intent]
    under_way = state.details if state.task == reading.intent and state.awaiting else {}
    state = _suspend(playbook, state, reading.intent)
    details = _defaults(intent) | _as_before(playbook, state, reading, intent)
    details.update(under_way)
    found, open_values = _found(playbook, intent, reading, today)
    incomplete = any(d.ask and name not in found for name, d in intent.details.items())
    changes = False
    if state.finished is not None and state.finished[0] == reading.intent and found and incomplete:
        # Less than a whole request, right after one: it changes what was just done.
        details |= state.finished[1]
        found |= _picked(playbook, intent, reading, found)
        found |= unmarked_amounts(playbook, intent, reading, found)
        changes = True
    asks = any(detail.ask for detail in intent.details.values())
    unsure = asks_first(playbook, reading) or (bool(open_values) and not asks)
    state = replace(
        state,
        task=reading.intent,
        details=details,
        awaiting=None,
        unsure=unsure,
        request=reading.transcript.text,
    )
    if verification.must_verify(playbook, state):
        given = verification.volunteered(playbook, reading.transcript.text, today)
        state = verification.with_given(state, given)
        if not given and verification.cannot_give(playbook, reading.transcript.text):
            return verification.unable(playbook, state)
    move = replace(take(playbook, state, found, today), changes=changes)
    move = which_one(playbook, move, open_values, today)
    return only_once(playbook, move, reading)


def only_once(playbook: Playbook, move: Move, reading: TurnReading) -> Move:
    """Say that a task of one day is not done "every month", where the next question is asked."""
    intent = playbook.intents.get(move.state.task or "")
    if intent is None or move.text is None or not intent.confirm:
        return move
    one_day = any(detail.when == "future" for detail in intent.details.values())
    if not one_day or not playbook.lang.recurs(reading.transcript.text):
        return move
    return said_after(move, playbook.says.only_once)


def _found(
    playbook: Playbook, intent: IntentSpec, reading: TurnReading, today: date
) -> tuple[dict[str, Any], dict[str, tuple[Any, ...]]]:
    """Return the details that a request gives, and the values between which it leaves the choice.

    Of "from savings to checking, no, the other way round" that is the other direction. A value
    that is ruled out does not count: "unfreeze my card, not the credit card".
    """
    text = reading.transcript.text
    named = [one for one in reading.entities if not playbook.lang.rules_out(text[: one.start])]
    reading = replace(reading, entities=tuple(named))
    found = named_details(intent, None, reading)
    found |= settled_by_unit(playbook, intent, reading, today)
    found |= scattered_details(playbook, intent, text, found)
    found |= details_in_clauses(playbook, intent, text, found)
    last = max((entity.end for entity in reading.entities), default=0)
    if playbook.lang.takes_back(text[last:]):
        found |= other_details(playbook, intent, found, text[last:], {})
        # "Twelve ounces, wait, make it a sixteen": of what was given only. Whole values would
        # have been found, if they were meant: "a latte, not a mocha".
        rest = text[last:].lower()
        part = named_in_part(playbook, intent, rest)
        found |= {n: value for n, value in part.items() if n in found and value not in rest}
    found |= _left_over(playbook, intent, reading, found, today)
    several = clashes(playbook, intent, reading, today)
    asked = {name for name in several if intent.details[name].ask}
    return {name: value for name, value in found.items() if name not in asked}, several


def _left_over(
    playbook: Playbook,
    intent: IntentSpec,
    reading: TurnReading,
    found: Mapping[str, Any],
    today: date,
) -> dict[str, Any]:
    """Return the value that a telegraphic request has besides: the 30 of "water bill 30 monday".

    Only where it is read back.
    """
    text = reading.transcript.text
    if not intent.confirm or len(text.split()) > _TELEGRAPHIC:
        return {}
    rest = without_values(reading.entities, text).strip(" .,;")
    if len(rest.split()) > _LEFT_OVER:
        return {}
    left: dict[str, Any] = {}
    for name, detail in intent.details.items():
        spec = playbook.entities[intent.entity_of(name)]
        if detail.ask and name not in found and spec.kind in _TOLD_BY_ITSELF:
            value = playbook.lang.choose(spec, (rest,), today=today) if rest else None
            left |= {} if value is None else {name: value}
    return left if len(left) == 1 else {}


def _as_before(
    playbook: Playbook, state: DialogueState, reading: TurnReading, intent: IntentSpec
) -> dict[str, Any]:
    """Return what the last task was about, where a turn goes on from it or takes it back.

    After "my credit card was declined", "unfreeze it" is about that card, not about the usual one.
    """
    if state.finished is None or state.finished[0] == reading.intent:
        return {}
    last = playbook.intents[state.finished[0]]
    text = reading.transcript.text
    goes_on = playbook.lang.continues(text) == "also" or playbook.lang.speaks_of_it(text)
    if not goes_on and reading.intent != last.undo:
        return {}
    known = {last.entity_of(name): value for name, value in state.finished[1].items()}
    return {
        name: known[intent.entity_of(name)]
        for name, detail in intent.details.items()
        if detail.default is not None
        and known.get(intent.entity_of(name)) is not None
        and detail.may_be(known[intent.entity_of(name)])
    }


def _picked(
    playbook: Playbook, intent: IntentSpec, reading: TurnReading, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the listed values that the rest of a turn names in part: "and 40 for gas"."""
    rest = without_values(reading.entities, reading.transcript.text)
    named = named_in_part(playbook, intent, rest)
    return {
        name: value
        for name, value in named.items()
        if intent.details[name].ask and name not in found
    }


def which_one(
    playbook: Playbook, move: Move, several: Mapping[str, tuple[Any, ...]], today: date
) -> Move:
    """Ask which of several values a turn means, where the question for it comes next."""
    intent = playbook.intents.get(move.state.task or "")
    values = several.get(move.state.awaiting or "")
    if intent is None or not values or move.text is None:
        return move
    name = move.state.awaiting or ""
    spec, asked = playbook.entities[intent.entity_of(name)], intent.details[name].ask or ""
    listed = playbook.lang.listing(
        [playbook.lang.say(spec, value, today=today) for value in values]
    )
    which = playbook.says.several.replace("{values}", listed)
    return replace(move, text=move.text.replace(asked, which))


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
    unsure = asks_first(playbook, reading)
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


def with_answer(
    playbook: Playbook, state: DialogueState, response: Response, today: date
) -> DialogueState:
    """Return the conversation with what a turn answers beside a question of its own.

    "On the first, and what time do you open": only the question after that day is still open.
    """
    if response.kind != "aside" or not response.found or state.task is None:
        return state
    move = take(playbook, state, response.found, today)
    asks = move.action is None and move.text is not None and not move.person
    return move.state if asks else state


def needs_asking(playbook: Playbook, intent: IntentSpec, reading: TurnReading) -> bool:
    """Tell whether a request has to be asked about before it is done."""
    asks = bool(intent.confirm) or asks_first(playbook, reading)
    return asks or any(detail.ask for detail in intent.details.values())
