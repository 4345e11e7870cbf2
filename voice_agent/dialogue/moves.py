"""What the playbook does next: ask, confirm, act, answer. Pure: state and reading in, move out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue import limits, verification
from voice_agent.dialogue.answers import may_be_value
from voice_agent.dialogue.choices import values_to_choose
from voice_agent.dialogue.details import asked_for, named_details
from voice_agent.dialogue.doubts import is_doubtful
from voice_agent.dialogue.open_answers import open_answer, with_echo
from voice_agent.dialogue.render import (
    question,
    render,
    with_question,
    without_question,
)
from voice_agent.dialogue.state import (
    CHANGE,
    CONFIRM,
    OFFER,
    VERIFY,
    DialogueState,
    Move,
    Suspended,
    Verification,
)
from voice_agent.dialogue.unsettled import changes_something, left_open, settled, tried_before
from voice_agent.dialogue.values import objection
from voice_agent.playbook.schema import IntentSpec, Playbook

_KEPT_ANSWERS = 3
_SUSPENDED = 3


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
    kind = response.kind
    state = replace(state, holding=False)
    if response.leaves:
        state = _idle(state)
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
        return _work(playbook, left, today)
    if kind in ("part", "several", "vague", "impossible", "skip"):
        return open_answer(playbook, state, reading, response, today)
    if kind == "again" and state.finished is not None:
        task, known = state.finished
        again = replace(state, task=task, details=known, awaiting=None)
        return _take(playbook, again, response.found, today)
    if kind == "redo" and state.finished is not None:
        return _redo(playbook, state, reading, response.found, today)
    if kind == "undo":
        return _undo(playbook, state, reading, {}, today)
    if kind in ("repeat", "rephrase", "why"):
        return Move(state, _about_the_question(playbook, state, kind, today))
    if kind == "details":
        move = _take(playbook, state, response.found, today)
        return with_echo(playbook, state, move, reading.transcript.text, today)
    if kind == "change":
        return _ask_anew(playbook, state, response.retracted, today)
    if kind == "restart":
        return _ask_anew(playbook, state, tuple(state.details), today)
    if kind == "back":
        return _ask_anew(playbook, state, _last_given(playbook, state), today)
    if kind == "yes" and state.awaiting == CHANGE:
        return _work(playbook, state, today)
    if kind == "yes":
        return _do(playbook, _with_requests(playbook, state, reading.requests), today)
    if kind == "no" and state.awaiting == CONFIRM and _can_change(playbook, state):
        return Move(replace(state, awaiting=CHANGE), playbook.says.change)
    if kind in ("no", "leave"):
        return _resumed(playbook, _idle(state), playbook.says.cancelled, today)
    if state.task is not None and state.awaiting is not None and reading.intent != state.task:
        aside = playbook.intents.get(reading.intent)
        if aside is not None and not _needs_asking(playbook, aside, reading):
            return _answer_aside(playbook, state, reading, today)
    if reading.requests:
        first, *others = reading.requests
        return _start(playbook, _with_requests(playbook, state, others), first, today)
    return _start(playbook, state, reading, today)


def _with_requests(
    playbook: Playbook, state: DialogueState, requests: Sequence[TurnReading]
) -> DialogueState:
    """Put further requests of a turn aside until the one before them is settled."""
    # A question to the knowledge folder is answered beside them, and waits for nothing.
    waiting = tuple(
        _request(playbook, one)
        for one in requests
        if playbook.intents[one.intent].route == "answer"
    )
    return replace(state, suspended=(*waiting, *state.suspended)[:_SUSPENDED])


def _may_be_left_out(playbook: Playbook, state: DialogueState) -> bool:
    intent = playbook.intents.get(state.task or "")
    detail = intent.details.get(state.awaiting or "") if intent else None
    return detail is not None and detail.optional


def _request(playbook: Playbook, reading: TurnReading) -> Suspended:
    """Return a request that waits until the one before it is settled."""
    intent = playbook.intents[reading.intent]
    details = _defaults(intent) | named_details(intent, None, reading)
    unsure = is_doubtful(playbook, reading)
    return Suspended(reading.intent, details, begun=False, unsure=unsure)


def _defaults(intent: IntentSpec) -> dict[str, Any]:
    return {k: d.default for k, d in intent.details.items() if d.default is not None}


def _take(playbook: Playbook, state: DialogueState, found: Mapping[str, Any], today: date) -> Move:
    """Take over new details, and say why one cannot be used."""
    intent = playbook.intents[state.task or ""]
    usable, objections = {}, []
    for name, value in found.items():
        detail = intent.details[name]
        spec = playbook.entities[intent.entity_of(name)]
        values = values_to_choose(playbook, state, state.task or "", name)
        if values:
            picked = playbook.lang.pick(values, (str(value),))
            if len(picked) != 1:
                objections.append(_which(playbook, str(value), picked))
                continue
            value = picked[0]
        why = objection(playbook, detail, spec, value, today)
        if why is None:
            usable[name] = value
        else:
            objections.append(why)
    move = _work(playbook, replace(state, details={**state.details, **usable}), today)
    if not objections or move.text is None:
        return move
    return replace(move, text=" ".join([*objections, move.text]))


def _which(playbook: Playbook, value: str, picked: Sequence[str]) -> str:
    """Return what to say to a value that is not, or not clearly, one to choose from."""
    if not picked:
        return playbook.says.unknown.replace("{value}", value)
    return playbook.says.several.replace("{values}", playbook.lang.listing(picked))


def not_valid(
    playbook: Playbook, state: DialogueState, name: str, reason: str, today: date
) -> Move:
    """Ask for a detail again whose value cannot be used, and say why."""
    intent = playbook.intents[state.task or ""]
    spec = playbook.entities[intent.entity_of(name)]
    value = playbook.lang.say(spec, state.details[name], today=today)
    move = _ask_anew(playbook, state, (name,), today)
    why = reason or playbook.says.not_valid.replace("{value}", value)
    return replace(move, text=f"{why} {move.text or ''}".strip())


def _ask_anew(
    playbook: Playbook, state: DialogueState, names: tuple[str, ...], today: date
) -> Move:
    """Forget some details and ask for the first of them; keep the rest."""
    intent = playbook.intents[state.task or ""]
    kept = {
        name: value
        for name, value in state.details.items()
        if name not in names or not intent.details[name].ask
    }
    return _work(playbook, replace(state, details=kept, awaiting=None, heard=()), today)


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


def _redo(
    playbook: Playbook,
    state: DialogueState,
    reading: TurnReading,
    corrected: Mapping[str, Any],
    today: date,
) -> Move:
    """Do what was done last over; what moves money is taken back first, or not done again."""
    task, details = state.finished or ("", {})
    intent = playbook.intents[task]
    kinds = {playbook.entities[intent.entity_of(name)].kind for name, d in intent.details.items()}
    undo = playbook.intents.get(intent.undo or "")
    if undo is not None and (intent.confirm or not undo.confirm):
        return _undo(playbook, state, reading, corrected, today)
    if undo is None and intent.confirm and "money" in kinds:
        return _undo(playbook, state, reading, corrected, today)
    again = replace(state, task=task, details=details, awaiting=None)
    return replace(_take(playbook, again, corrected, today), changes=True)


def _undo(
    playbook: Playbook,
    state: DialogueState,
    reading: TurnReading,
    corrected: Mapping[str, Any],
    today: date,
) -> Move:
    """Take back what was done last, in the way that the playbook says; then do it as corrected."""
    task = state.finished[0] if state.finished else ""
    undo = playbook.intents[task].undo if task in playbook.intents else None
    if undo is None:
        return offer(state, playbook.says.nothing_to_undo)
    done = state.finished[1] if state.finished else {}
    if corrected:
        again = Suspended(task, {**done, **corrected}, begun=False)
        state = replace(state, suspended=(again, *state.suspended)[:_SUSPENDED])
    shared = playbook.intents[undo].details.keys() & done.keys()
    asked_to = replace(reading, intent=undo, entities=(), confidence=1.0)
    move = _start(playbook, state, asked_to, today)
    return _work(
        playbook,
        replace(move.state, details={**move.state.details, **{n: done[n] for n in shared}}),
        today,
    )


def _resumed(playbook: Playbook, state: DialogueState, text: str, today: date) -> Move:
    """Go back to the task that waits, if there is one."""
    if not state.suspended:
        return Move(state, text)
    waiting, *others = state.suspended
    resumed = replace(
        state,
        task=waiting.task,
        details={},
        suspended=tuple(others),
        awaiting=None,
        unsure=waiting.unsure,
    )
    move = _take(playbook, resumed, waiting.details, today)
    if not waiting.begun:
        return replace(move, before=text) if move.text is None else _after(move, text)
    if move.text is None:
        # Whatever was confirmed before, it is read back once more before it is done.
        return Move(state, text)
    return replace(move, text=f"{text} {playbook.says.resume} {move.text}")


def _after(move: Move, text: str) -> Move:
    return replace(move, text=f"{text} {move.text}")


def finish_task(
    playbook: Playbook,
    state: DialogueState,
    result: Mapping[str, Any] | None,
    today: date,
    *,
    unknown: bool = False,
    turn: int = 0,
) -> Move:
    """Return the move after an action: its answer, or an apology if ``result`` is ``None``.

    Args:
        playbook: Sentences.
        state: The conversation before the action.
        result: Fields that the action returned.
        today: The callers' day.
        unknown: Whether the action may have been done all the same: no answer came in time.
        turn: Turn in which the action began.
    """
    if state.task is None:
        return offer(state, playbook.says.action_failed)
    if unknown and changes_something(playbook, state.task):
        return offer(_idle(left_open(state, turn)), playbook.says.action_unknown)
    if result is None:
        return offer(_idle(settled(state)), playbook.says.action_failed)
    intent = playbook.intents[state.task]
    result = {"last_reply": state.last_reply, **result}
    text = render(playbook, intent, intent.answer or "", state.details, result, today)
    done = (state.task, state.details) if intent.action else state.finished
    after = replace(_idle(settled(state)), finished=done)
    if state.suspended and not intent.ends_call:
        return _resumed(playbook, after, text, today)
    if intent.confirm:
        text = f"{text} {playbook.says.anything_else}"
    return Move(after, text, ends_call=intent.ends_call)


def not_understood(playbook: Playbook, state: DialogueState, reading: TurnReading) -> DialogueState:
    """Return the conversation when the agent asks again: what was heard may still help."""
    spec = asked_for(playbook, state.task, state.awaiting)
    if spec is None or not may_be_value(playbook.lang, spec, reading):
        return state
    hypotheses = (reading.transcript.text, *reading.transcript.alternatives)
    return replace(state, heard=(*state.heard, hypotheses)[-_KEPT_ANSWERS:])


def offer(state: DialogueState, text: str) -> Move:
    """Say that something cannot be done; when that ends in a question, a yes means a person."""
    if state.awaiting == VERIFY and text.endswith("?"):
        return Move(verification.offering(state), text)
    awaiting = OFFER if state.awaiting is None and text.endswith("?") else state.awaiting
    return Move(replace(state, awaiting=awaiting), text)


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
    return offer(_idle(state) if asks else state, playbook.says.llm_fallback)


def _start(playbook: Playbook, state: DialogueState, reading: TurnReading, today: date) -> Move:
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
    return replace(_take(playbook, state, found, today), changes=changes)


def _suspend(playbook: Playbook, state: DialogueState, task: str) -> DialogueState:
    """Put a task under way aside for another one; an offer of the agent is dropped."""
    asked = playbook.intents[state.task].details if state.task in playbook.intents else {}
    asks = any(detail.ask for detail in asked.values())
    if state.task is None or state.task == task or state.awaiting is None or not asks:
        return state
    waiting = tuple(one for one in state.suspended if one.task not in (task, state.task))
    put_aside = Suspended(state.task, state.details, unsure=state.unsure)
    return replace(state, suspended=(put_aside, *waiting)[:_SUSPENDED])


def _work(playbook: Playbook, state: DialogueState, today: date) -> Move:
    """Ask for the next missing detail, then confirm, then do it."""
    if verification.must_verify(playbook, state):
        return verification.ask_who(playbook, state)
    refused = refuse_over_limit(playbook, state, today)
    if refused is not None:
        return refused
    intent = playbook.intents[state.task or ""]
    for name, spec in intent.details.items():
        if spec.ask and name not in state.details:
            heard = state.heard if name == state.awaiting else ()
            return Move(replace(state, awaiting=name, heard=heard), spec.ask)
    state = replace(state, heard=())
    if intent.confirm or (state.unsure and intent.confirm_if_unsure):
        text = render(playbook, intent, intent.read_back, state.details, {}, today)
        return Move(replace(state, awaiting=CONFIRM), text)
    return _do(playbook, state, today)


def refuse_over_limit(playbook: Playbook, state: DialogueState, today: date) -> Move | None:
    """Return the move that refuses what is over a limit; ``None`` if all is within."""
    if tried_before(state) is not None:
        return None  # It counts already, and it is looked up before it is done.
    refused = limits.refusal(playbook, state, today)
    if refused is None:
        return None
    detail = playbook.intents[state.task or ""].details.get(refused.detail)
    if detail is not None and detail.ask:
        kept = {name: value for name, value in state.details.items() if name != refused.detail}
        asking = replace(state, details=kept, awaiting=refused.detail, heard=())
        return Move(asking, f"{refused.text} {detail.ask}")
    if state.suspended:
        return _resumed(playbook, _idle(state), refused.text, today)
    return offer(_idle(state), refused.text)


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
        return offer(_idle(state), playbook.says.verify_failed)
    if result.get("ok") is not True:
        return verification.refuse(playbook, state)
    passed = Verification(passed=True, caller=str(result.get("caller") or ""))
    state, thanks = replace(state, verification=passed, awaiting=None), playbook.says.verified
    if state.task is None:
        return Move(state, f"{thanks} {playbook.says.anything_else}")
    move = _take(playbook, replace(state, details={}), state.details, today)
    return replace(move, before=thanks) if move.text is None else _after(move, thanks)


def _do(playbook: Playbook, state: DialogueState, today: date) -> Move:
    if verification.must_verify(playbook, state):
        return verification.ask_who(playbook, state)
    intent = playbook.intents[state.task or ""]
    tried = tried_before(state)
    if intent.action and tried and not playbook.actions[intent.action].lookup:
        return offer(_idle(state), playbook.says.action_unknown)
    if intent.action:
        return Move(replace(state, awaiting=None), None, action=intent.action, tried=tried)
    return finish_task(playbook, state, {}, today)


def _answer_aside(
    playbook: Playbook, state: DialogueState, reading: TurnReading, today: date
) -> Move:
    aside = replace(_idle(state), finished=None, suspended=())
    move = _start(playbook, aside, reading, today)
    asks_who = move.state.awaiting == VERIFY or move.credentials is not None
    if (move.action is not None or asks_who) and state.task is not None:
        put_aside = Suspended(state.task, state.details, unsure=state.unsure)
        waiting = (put_aside, *state.suspended)
        return replace(move, state=replace(move.state, suspended=waiting[:_SUSPENDED]))
    if move.ends_call or move.text is None:
        return move
    open_question = question(playbook, state, today)
    text = without_question(move.text) if open_question else move.text
    return Move(state, with_question(playbook, state, text, today, always=True))


def _needs_asking(playbook: Playbook, intent: IntentSpec, reading: TurnReading) -> bool:
    unsure = bool(intent.confirm_if_unsure) and is_doubtful(playbook, reading)
    asks = unsure or bool(intent.confirm)
    return asks or any(detail.ask for detail in intent.details.values())


def _idle(state: DialogueState) -> DialogueState:
    return DialogueState(
        last_reply=state.last_reply,
        finished=state.finished,
        abuse=state.abuse,
        suspended=state.suspended,
        unsettled=state.unsettled,
        choices=state.choices,
        verification=replace(state.verification, given={}, offered=False),
        deeds=state.deeds,
        deeds_today=state.deeds_today,
    )
