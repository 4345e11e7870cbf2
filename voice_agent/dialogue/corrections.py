"""Values that a turn puts in the place of others. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.answers import CLAUSES, IN_PARTS
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.doubts import is_doubtful
from voice_agent.dialogue.state import CHANGE, CONFIRM, DialogueState
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

_ANYTHING = "name"
"""Kind of which any word may be a value."""
_IN_PARTS = "address"
_WITH_PARTS = ("name", "email", *IN_PARTS)
_WEEK = timedelta(days=7)
_HALF_A_WEEK = timedelta(days=4)
_WORDS_TO_SPELL = 8
_NO_NUMBER = ("name", "list")
_BARE = ("time", "money", "number")
_SPELLING = 3
"""Words that say how a name is spelled: "with an L"."""


def put_right(playbook: Playbook, context: TurnContext, text: str) -> dict[str, Any]:
    """Return the detail that a bare value corrects, once the task was read back.

    "Oh no, it was fifty" is an amount where the task has one; nothing if it fits two details.
    """
    state, lang = context.state, playbook.lang
    intent = playbook.intents.get(state.task or "")
    # "How about eleven" asks for another value than the one that was read back.
    proposes = state.awaiting == CONFIRM and lang.continues(text) == "also"
    proposes = proposes and lang.confirmation(text, "inform") != "yes"  # "Now is good."
    if intent is None:
        return {}
    spelled = _spells(playbook, intent, text)
    clauses = [text] if spelled else CLAUSES.split(text)
    corrects = any(lang.correction(said) is not None for said in (text, *clauses))
    if state.awaiting != CHANGE and not corrects and not proposes and not spelled:
        return _amended_details(playbook, state, text)
    found: dict[str, Any] = {}
    # "Jen, with a J" is one name.
    for clause in (*clauses, text) if len(clauses) > 1 else clauses:
        said = lang.correction(clause) or clause
        whole = clause is text and len(clauses) > 1
        for name, detail in intent.details.items():
            spec = playbook.entities[intent.entity_of(name)]
            if detail.ask is None or (whole and (found or spec.kind != _ANYTHING)):
                continue
            value = lang.choose(spec, (said,), today=context.today)
            if value is None and name in state.details:
                value = lang.amended(spec, found.get(name, state.details[name]), said)
            if spec.kind == _ANYTHING and not (spelled or _is_spelled_out(value, said)):
                continue
            if value is not None:
                found[name] = value
    # The five of "apartment five" is no amount.
    with_parts = {
        name: value
        for name, value in found.items()
        if playbook.entities[intent.entity_of(name)].kind == _IN_PARTS
    }
    found = with_parts or found
    return found if len(found) == 1 else {}


def _amended_details(playbook: Playbook, state: DialogueState, text: str) -> dict[str, Any]:
    """Return what a turn puts right in part: "Gonzales with an s", "area code three one oh"."""
    intent = playbook.intents[state.task or ""]
    if len(text.split()) > _WORDS_TO_SPELL or playbook.lang.opens_question(text.lower()):
        return {}
    found: dict[str, Any] = {}
    for name, value in state.details.items():
        spec = playbook.entities[intent.entity_of(name)]
        amended = playbook.lang.amended(spec, value, text) if spec.kind in _WITH_PARTS else None
        found |= {} if amended is None else {name: amended}
    return found if len(found) == 1 else {}


def put_right_before(playbook: Playbook, context: TurnContext, text: str) -> dict[str, Any]:
    """Return the amount or the time, given before the open question, that a turn puts right.

    "No, make that eleven", where a name was asked for: there it is no answer.
    """
    state, lang = context.state, playbook.lang
    intent, said = playbook.intents.get(state.task or ""), lang.correction(text)
    if intent is None or state.awaiting not in intent.details or said is None:
        return {}
    if playbook.entities[intent.entity_of(state.awaiting)].kind not in _NO_NUMBER:
        return {}
    found: dict[str, Any] = {}
    for name, value in state.details.items():
        spec = playbook.entities[intent.entity_of(name)]
        new = lang.choose(spec, (said,), today=context.today) if spec.kind in _BARE else None
        if new is not None and new != value:
            found[name] = new
    return found if len(found) == 1 else {}


def _spells(playbook: Playbook, intent: IntentSpec, text: str) -> bool:
    """Tell whether a turn is the letters of a name: "no, S H A U N"."""
    specs = (playbook.entities[intent.entity_of(name)] for name in intent.details)
    letters = sum(len(word.strip(".,")) == 1 and word[0].isalpha() for word in text.split())
    return letters >= _SPELLING and any(
        spec.kind == _ANYTHING and playbook.lang.is_spelled(spec, text) for spec in specs
    )


def corrects(
    playbook: Playbook, state: DialogueState, found: Mapping[str, Any], reading: TurnReading
) -> bool:
    """Tell whether a turn puts right what was read back, although the model hears a request.

    It says that something was wrong and gives a value: "I got that mixed up, it's Lorenzo".
    """
    intent, text = playbook.intents.get(state.task or ""), reading.transcript.text
    if intent is None or not found or state.awaiting not in (CONFIRM, CHANGE):
        return False
    if found == _amended_details(playbook, state, text):
        return True
    if all(playbook.lang.correction(clause) is None for clause in (text, *CLAUSES.split(text))):
        return False
    kinds = {playbook.entities[intent.entity_of(name)].kind for name in found}
    return is_doubtful(playbook, reading) or kinds.issubset(IN_PARTS)


def _is_spelled_out(name: Any, said: str) -> bool:
    """Tell whether an answer is a name and how it is spelled: "Lina with an L"."""
    named = isinstance(name, str) and said.lower().startswith(f"{name.lower()} ")
    return named and len(said.split()) - len(name.split()) >= _SPELLING


def shifted_details(playbook: Playbook, context: TurnContext, text: str) -> dict[str, Any]:
    """Return the day or the time that a turn like "a day earlier" moves."""
    by, state = playbook.lang.shift(text), context.state
    intent = playbook.intents.get(state.task or "")
    if by is None or intent is None:
        return {}
    found: dict[str, Any] = {}
    for name, value in state.details.items():
        kind = playbook.entities[intent.entity_of(name)].kind
        if kind == "date" and by.days:
            found[name] = (date.fromisoformat(value) + timedelta(by.days)).isoformat()
        elif kind == "time" and by.minutes:
            moved = datetime.combine(context.today, time.fromisoformat(value))
            moved += timedelta(minutes=by.minutes)
            found |= {name: f"{moved:%H:%M}"} if moved.date() == context.today else {}
    return found


def in_that_week(
    playbook: Playbook, context: TurnContext, reading: TurnReading, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the days that a bare weekday moves within the week of the day that was given.

    "Next Thursday", and then "no, make that Friday": that is the day after, not this Friday.
    """
    state = context.state
    intent = playbook.intents.get(state.task or "")
    days: dict[str, Any] = {}
    if intent is None:
        return days
    for name in found:
        kind = intent.entity_of(name)
        known, spec = state.details.get(name), playbook.entities[kind]
        words = [entity.text for entity in reading.entities if entity.type == kind]
        if spec.kind != "date" or known is None or len(words) != 1 or len(words[0].split()) > 1:
            continue
        day, before = date.fromisoformat(found[name]), date.fromisoformat(known) - _HALF_A_WEEK
        eve, on_it, near = (
            playbook.lang.normalise(spec, words[0], today=today)
            for today in (day - timedelta(days=1), day, before)
        )
        weekly = eve == found[name] and on_it == (day + _WEEK).isoformat()
        if weekly and near is not None and near > found[name]:
            days[name] = near
    return days


def replaced_details(playbook: Playbook, context: TurnContext, text: str) -> dict[str, Any]:
    """Return the details that a turn like "Mark, not Mike" replaces."""
    pair, state = playbook.lang.replacement(text), context.state
    intent = playbook.intents.get(state.task or "")
    if pair is None or intent is None:
        return {}
    found: dict[str, Any] = {}
    for name, value in state.details.items():
        spec = playbook.entities[intent.entity_of(name)]
        new, old = (playbook.lang.choose(spec, (said,), today=context.today) for said in pair)
        if old == value and new is not None and new != old:
            found[name] = new
    return found
