"""Go on with a task: take details, ask, read back, act, resume the one that waits. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from voice_agent.dialogue import limits, verification
from voice_agent.dialogue.choices import values_to_choose
from voice_agent.dialogue.details import asked_for
from voice_agent.dialogue.evidence import refused
from voice_agent.dialogue.render import render
from voice_agent.dialogue.state import CONFIRM, OFFER, VERIFY, DialogueState, Move, with_done
from voice_agent.dialogue.unsettled import changes_something, left_open, settled, tried_before
from voice_agent.dialogue.values import objection
from voice_agent.playbook.schema import Playbook

_NARROWED = ("date", "time")
"""Kinds of details that a request may narrow down: "next week", "in the morning"."""


def take(playbook: Playbook, state: DialogueState, found: Mapping[str, Any], today: date) -> Move:
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
    move = work(playbook, replace(state, details={**state.details, **usable}), today)
    if objections and move.action is not None:
        return _asked_instead(playbook, move.state, " ".join(objections))
    if not objections or move.text is None:
        return move
    return replace(move, text=" ".join([*objections, move.text]))


def _asked_instead(playbook: Playbook, state: DialogueState, why: str) -> Move:
    """Say what is in the way of doing a task at once, and ask what the caller wants instead."""
    details = playbook.intents[state.task or ""].details
    asked = next((name for name, detail in details.items() if detail.ask), None)
    if asked is None:
        return Move(idle(state), why)
    return Move(replace(state, awaiting=asked), f"{why} {details[asked].ask}")


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
    move = ask_anew(playbook, refused(state, (name,)), (name,), today)
    why = reason or playbook.says.not_valid.replace("{value}", value)
    return replace(move, text=f"{why} {move.text or ''}".strip())


def ask_anew(playbook: Playbook, state: DialogueState, names: tuple[str, ...], today: date) -> Move:
    """Forget some details and ask for the first of them; keep the rest."""
    intent = playbook.intents[state.task or ""]
    kept = {
        name: value
        for name, value in state.details.items()
        if name not in names or not intent.details[name].ask
    }
    return work(playbook, replace(state, details=kept, awaiting=None, heard=()), today)


def work(playbook: Playbook, state: DialogueState, today: date) -> Move:
    """Ask for the next missing detail, then confirm, then do it."""
    if verification.must_verify(playbook, state):
        return verification.ask_who(playbook, state)
    refused = refuse_over_limit(playbook, state, today)
    if refused is not None:
        return refused
    intent = playbook.intents[state.task or ""]
    for name, spec in intent.details.items():
        if spec.ask and name not in state.details:
            if name == state.awaiting:
                return Move(state, spec.ask)
            return _first_asked(playbook, replace(state, awaiting=name, heard=()), spec.ask, today)
    state = replace(state, heard=(), request="")
    if intent.confirm or (state.unsure and intent.confirm_if_unsure):
        return read_back(playbook, state, today)
    return do(playbook, state, today)


def read_back(playbook: Playbook, state: DialogueState, today: date) -> Move:
    """Read a task back, and wait for a yes."""
    intent = playbook.intents[state.task or ""]
    text = render(playbook, intent, intent.read_back, state.details, {}, today)
    return Move(replace(state, awaiting=CONFIRM), text)


def _first_asked(playbook: Playbook, state: DialogueState, ask: str, today: date) -> Move:
    """Ask for a detail, more closely if the request narrowed it down: "send it next week"."""
    spec = asked_for(playbook, state.task, state.awaiting)
    if spec is None or spec.kind not in _NARROWED or not state.request:
        return Move(state, ask)
    kept = replace(state, heard=((state.request,),))
    reason = playbook.lang.impossible(spec, state.request)
    if reason:
        return Move(kept, f"{reason} {ask}")
    vague = playbook.lang.vague(spec, state.request, today=today)
    narrows = vague is not None and vague.low is not None and vague.ask
    return Move(kept, vague.ask) if vague is not None and narrows else Move(state, ask)


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
        return resume(playbook, idle(state), refused.text, today)
    return offer(idle(state), refused.text)


def do(playbook: Playbook, state: DialogueState, today: date) -> Move:
    """Run the action of a task, or give its answer if it has none."""
    if verification.must_verify(playbook, state):
        return verification.ask_who(playbook, state)
    intent = playbook.intents[state.task or ""]
    tried = tried_before(state)
    if intent.action and tried and not playbook.actions[intent.action].lookup:
        return offer(idle(state), playbook.says.action_unknown)
    if intent.action:
        return Move(replace(state, awaiting=None), None, action=intent.action, tried=tried)
    return finish_task(playbook, state, {}, today)


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
        return offer(idle(left_open(state, turn)), playbook.says.action_unknown)
    if result is None:
        return offer(idle(settled(state)), playbook.says.action_failed)
    intent = playbook.intents[state.task]
    result = {"last_reply": state.last_reply, **result}
    text = render(playbook, intent, intent.answer or "", state.details, result, today)
    after = idle(settled(state))
    if intent.action:
        after = with_done(after, (state.task, state.details))
    if state.suspended and not intent.ends_call:
        return resume(playbook, after, text, today)
    if intent.confirm:
        text = f"{text} {playbook.says.anything_else}"
    return Move(after, text, ends_call=intent.ends_call)


def resume(playbook: Playbook, state: DialogueState, text: str, today: date) -> Move:
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
    move = take(playbook, resumed, waiting.details, today)
    if not waiting.begun:
        return said_after(move, text)
    if move.text is None:
        # Whatever was confirmed before, it is read back once more before it is done.
        return Move(state, text)
    return replace(move, text=f"{text} {playbook.says.resume} {move.text}")


def said_after(move: Move, text: str) -> Move:
    """Return a move that says something else first, or before an outcome that is not there yet."""
    if move.text is None:
        return replace(move, before=f"{text} {move.before}".strip())
    return replace(move, text=f"{text} {move.text}".strip())


def offer(state: DialogueState, text: str) -> Move:
    """Say that something cannot be done; when that ends in a question, a yes means a person."""
    if state.awaiting == VERIFY and text.endswith("?"):
        return Move(verification.offering(state), text)
    awaiting = OFFER if state.awaiting is None and text.endswith("?") else state.awaiting
    return Move(replace(state, awaiting=awaiting), text)


def idle(state: DialogueState) -> DialogueState:
    """Return the conversation without the task under way."""
    return DialogueState(
        last_reply=state.last_reply,
        finished=state.finished,
        earlier=state.earlier,
        abuse=state.abuse,
        suspended=state.suspended,
        unsettled=state.unsettled,
        choices=state.choices,
        verification=replace(state.verification, given={}, offered=False),
        deeds=state.deeds,
        deeds_today=state.deeds_today,
    )
