"""What the playbook does next: ask, confirm, act, answer. Pure: state and reading in, move out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue import verification
from voice_agent.dialogue.answers import may_be_value
from voice_agent.dialogue.details import asked_for, named_details
from voice_agent.dialogue.doubts import only_tells
from voice_agent.dialogue.evidence import refused, remembered
from voice_agent.dialogue.open_answers import open_answer, with_echo
from voice_agent.dialogue.phrased import farewell
from voice_agent.dialogue.recalling import recalled
from voice_agent.dialogue.redoing import how_many_more
from voice_agent.dialogue.render import question, with_question
from voice_agent.dialogue.starting import (
    answer_aside,
    needs_asking,
    only_once,
    start,
    with_requests,
)
from voice_agent.dialogue.state import (
    CHANGE,
    CONFIRM,
    OFFER,
    DialogueState,
    Move,
    Suspended,
    Verification,
    waiting_first,
)
from voice_agent.dialogue.tasks import (
    ask_anew,
    do,
    idle,
    offer,
    read_back,
    resume,
    said_after,
    take,
    work,
)
from voice_agent.dialogue.undoing import do_over, take_back
from voice_agent.playbook.schema import Playbook

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
    move = _answer(playbook, state, reading, response, today)
    intent = playbook.intents.get(move.state.task or "")
    changes = response.kind in ("details", "redo", "again") and move.action is not None
    spec = asked_for(playbook, state.task, state.awaiting)
    if spec is not None and spec.kind != "list" and state.awaiting in response.found:
        return move  # "It says 8842", when asked for the number on the card.
    if intent is None or not changes or not only_tells(playbook, intent, reading):
        return move
    # Values alone are no wish: "thanks for making it a large" is asked about first.
    return read_back(playbook, move.state, today)


def _answer(
    playbook: Playbook,
    state: DialogueState,
    reading: TurnReading,
    response: Response,
    today: date,
) -> Move:
    kind = response.kind
    state = remembered(replace(state, holding=False), reading)
    if response.leaves:
        state = idle(state)
    if kind == "hold":
        return Move(replace(state, holding=True), playbook.says.hold)
    if kind == "acknowledge":
        return Move(state, "")
    if kind == "done":
        return Move(state, playbook.says.goodbye, ends_call=True)
    if kind == "invite":
        return Move(state, playbook.says.go_on)
    if kind == "small_talk":
        text = with_question(playbook, state, playbook.says.small_talk, today, always=True)
        return Move(state, text)
    if kind == "identify":
        return _identify(playbook, state, reading, response.found, today)
    if kind == "unable":
        return verification.unable(playbook, state)
    if kind == "skip" and _may_be_left_out(playbook, state):
        left = replace(state, details={**state.details, state.awaiting or "": None})
        return work(playbook, left, today)
    if kind in ("part", "several", "vague", "impossible", "skip"):
        return open_answer(playbook, state, reading, response, today)
    if kind == "again" and state.finished is not None:
        task, known = state.finished
        again = replace(state, task=task, details=known, awaiting=None)
        further = how_many_more(playbook, state, reading) - 1
        again = waiting_first(again, *[Suspended(task, known, begun=False)] * further)
        return take(playbook, again, response.found, today)
    if kind == "redo" and state.finished is not None:
        state = recalled(playbook, state, reading)
        return do_over(playbook, state, reading, response.found, today)
    if kind == "undo":
        return take_back(playbook, state, reading, {}, today)
    if kind in ("repeat", "rephrase", "why"):
        return Move(state, _about_the_question(playbook, state, kind, today))
    if kind == "details":
        kept = {k: v for k, v in state.details.items() if k not in response.retracted}
        # Who answers a question about a task wants it, however it was asked for.
        unsure = state.unsure and state.awaiting not in response.found
        state = replace(state, details=kept, unsure=unsure)
        move = take(playbook, state, response.found, today)
        move = with_echo(playbook, state, move, reading.transcript.text, today)
        return only_once(playbook, move, reading)
    if kind == "change":
        return ask_anew(playbook, refused(state, response.retracted), response.retracted, today)
    if kind == "restart":
        return ask_anew(playbook, state, tuple(state.details), today)
    if kind == "back":
        return ask_anew(playbook, state, _last_given(playbook, state), today)
    if kind == "yes" and state.awaiting == CHANGE:
        return work(playbook, state, today)
    if kind == "yes":
        return do(playbook, with_requests(playbook, state, reading.requests), today)
    leaves = kind in ("no", "leave") and _takes_leave(playbook, state, reading)
    refuses = kind == "no" and state.awaiting == CONFIRM
    has_to_go = leaves and reading.act == "bye"
    if refuses and not has_to_go and _can_change(playbook, state):
        return Move(replace(state, awaiting=CHANGE), playbook.says.change)
    if leaves:
        return Move(idle(state), playbook.says.goodbye, ends_call=True)
    if kind in ("no", "leave"):
        return resume(playbook, idle(state), playbook.says.cancelled, today)
    if state.task is not None and state.awaiting is not None and reading.intent != state.task:
        aside = playbook.intents.get(reading.intent)
        if aside is not None and not needs_asking(playbook, aside, reading):
            return answer_aside(playbook, state, reading, today)
    if reading.requests:
        first, *others = reading.requests
        return start(playbook, with_requests(playbook, state, others), first, today)
    return start(playbook, state, reading, today)


def _takes_leave(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether a caller who gives up on a task, or wants no person, takes leave as well."""
    if state.awaiting == OFFER and reading.act == "bye":
        intent = playbook.intents.get(reading.intent)
        return intent is not None and intent.ends_call
    return farewell(playbook, reading.transcript.text) != ""


def _may_be_left_out(playbook: Playbook, state: DialogueState) -> bool:
    intent = playbook.intents.get(state.task or "")
    detail = intent.details.get(state.awaiting or "") if intent else None
    return detail is not None and detail.optional


def _last_given(playbook: Playbook, state: DialogueState) -> tuple[str, ...]:
    details = playbook.intents[state.task or ""].details
    given = [name for name in state.details if details[name].ask]
    return tuple(given[-1:])


def _can_change(playbook: Playbook, state: DialogueState) -> bool:
    intent = playbook.intents[state.task or ""]
    return any(detail.ask for detail in intent.details.values())


def _about_the_question(playbook: Playbook, state: DialogueState, kind: str, today: date) -> str:
    """Return the open question again: as it was, in other words, or with the reason for it."""
    asked = question(playbook, replace(state, failures=0), today) or state.last_reply
    intent = playbook.intents.get(state.task or "")
    asks = verification.asked_credential(playbook, state)
    detail = asks[1] if asks else intent.details.get(state.awaiting or "") if intent else None
    if detail is None or kind == "repeat":
        return asked
    if kind == "why" and detail.why:
        return f"{detail.why} {asked}"
    return detail.again[0] if detail.again else asked


def not_understood(playbook: Playbook, state: DialogueState, reading: TurnReading) -> DialogueState:
    """Return the conversation when the agent asks again: what was heard may still help."""
    state = remembered(state, reading)
    spec = asked_for(playbook, state.task, state.awaiting)
    if spec is None or not may_be_value(playbook.lang, spec, reading):
        return state
    hypotheses = (reading.transcript.text, *reading.transcript.alternatives)
    return replace(state, heard=(*state.heard, hypotheses)[-_KEPT_ANSWERS:])


def withhold(playbook: Playbook, state: DialogueState, why: str) -> Move:
    """Say something else instead of what may not be said.

    Args:
        playbook: Sentences.
        state: The conversation.
        why: ``human`` if the agent had claimed to be a human being.
    """
    if why == "human":
        return Move(state, playbook.says.robot)
    # A yes after it must not be taken for consent to what was not read back.
    asks = state.awaiting in (CONFIRM, CHANGE)
    return offer(idle(state) if asks else state, playbook.says.llm_fallback)


def _identify(
    playbook: Playbook,
    state: DialogueState,
    reading: TurnReading,
    given: Mapping[str, Any],
    today: date,
) -> Move:
    """Take what verifies the caller, and what the turn tells of the task besides."""
    intent = playbook.intents.get(state.task or "")
    if intent is not None:
        besides = named_details(intent, None, reading)
        state = replace(state, details={**besides, **state.details})
    return verification.take(playbook, state, given)


def finish_verification(
    playbook: Playbook, state: DialogueState, result: Mapping[str, Any] | None, today: date
) -> Move:
    """Return the move after what the caller gave has been compared: the task goes on.

    Args:
        playbook: Sentences.
        state: The conversation before that.
        result: Fields that the action returned; ``None`` if it failed or was late.
        today: The callers' day.
    """
    if result is None:
        return offer(idle(state), playbook.says.verify_failed)
    if result.get("ok") is not True:
        return verification.refuse(playbook, state)
    passed = Verification(passed=True, caller=str(result.get("caller") or ""))
    state, thanks = replace(state, verification=passed, awaiting=None), playbook.says.verified
    if state.task is None:
        return Move(state, f"{thanks} {playbook.says.anything_else}")
    move = take(playbook, replace(state, details={}), state.details, today)
    return said_after(move, thanks)
