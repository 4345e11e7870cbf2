"""Find what a turn says about the details of a task: given, replaced, taken back. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.answers import bare_value, in_context, may_be_value
from voice_agent.dialogue.choices import values_to_choose
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.corrections import in_that_week, put_right, put_right_before
from voice_agent.dialogue.letters import settled
from voice_agent.dialogue.rest import without_values
from voice_agent.dialogue.state import CHANGE, CONFIRM, DialogueState
from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

_FEW_WORDS = 3
_FEW_BETWEEN = 1
"""Words between those of a value: "the card of credit"."""


def found_details(playbook: Playbook, context: TurnContext, reading: TurnReading) -> dict[str, Any]:
    """Return new details for the open task; once it was read back, only what differs is new."""
    state = context.state
    intent = playbook.intents.get(state.task or "")
    if intent is None:
        return {}
    found = named_details(intent, state.awaiting, reading)
    found |= _bare_answer(playbook, context, reading, found)
    found |= other_details(playbook, intent, state.details, reading.transcript.text, found)
    found |= _picked(playbook, state, reading, found)
    found |= _named_in_part(playbook, state, reading, found)
    spec = asked_for(playbook, state.task, state.awaiting)
    if spec is not None and state.awaiting is not None and not found.keys() - {state.awaiting}:
        name = settled(playbook.lang, spec, state, reading.transcript.text, context.today)
        found |= {} if name is None else {state.awaiting: name}
    if spec is not None and state.awaiting in found and state.heard:
        value, text = found[state.awaiting], reading.transcript.text
        found[state.awaiting] = in_context(
            playbook.lang, spec, value, text, state.heard, context.today
        )
    found |= _completed(playbook, context, reading.transcript.text, found)
    found |= in_that_week(playbook, context, reading, found)
    if state.awaiting not in (CONFIRM, CHANGE):
        return found or put_right_before(playbook, context, reading.transcript.text)
    new = _new(state, found)
    if not new:
        return _new(state, put_right(playbook, context, reading.transcript.text))
    return _amount_besides(playbook, context, reading, new) | new


def _amount_besides(
    playbook: Playbook, context: TurnContext, reading: TurnReading, new: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the bare amount that a correction has beside another value: "it's 33, on Monday"."""
    intent = playbook.intents[context.state.task or ""]
    rest = without_values(reading.entities, reading.transcript.text, ", ")
    return {
        name: value
        for name, value in _new(context.state, put_right(playbook, context, rest)).items()
        if name not in new and playbook.entities[intent.entity_of(name)].kind == "money"
    }


def _new(state: DialogueState, found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if state.details.get(name) != value}


def _completed(
    playbook: Playbook, context: TurnContext, text: str, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the amounts that a turn completes: "80 dollars", and then "and 50 cents"."""
    state, lang = context.state, playbook.lang
    intent = playbook.intents[state.task or ""]
    whole: dict[str, Any] = {}
    for name, value in found.items():
        spec, known = playbook.entities[intent.entity_of(name)], state.details.get(name)
        if spec.kind != "money" or known is None or lang.continues(text) != "also":
            continue
        said = f"{lang.say(spec, known, today=context.today)} {text}"
        both = lang.normalise(spec, said, today=context.today)
        if both not in (None, known, value):
            whole[name] = both
    return whole


def named_details(intent: IntentSpec, awaiting: str | None, reading: TurnReading) -> dict[str, Any]:
    """Return the details that the turn's entities fill."""
    found: dict[str, Any] = {}
    order = sorted(intent.details, key=lambda name: name != awaiting)
    for entity in reading.entities:
        takers = [n for n in order if intent.entity_of(n) == entity.type]
        free = [n for n in takers if n not in found]
        if free or takers:
            name = (free or takers)[0]
            if _has_chosen(intent, name, found.get(name), entity.value):
                continue
            behind = intent.details[name].when == "past" and entity.past is not None
            found[name] = entity.past if behind else entity.value
    return found


def _has_chosen(intent: IntentSpec, name: str, chosen: Any, other: Any) -> bool:
    """Tell whether a turn named a choice of a detail before something that is no choice of it.

    "Block my debit card, and did anything leave my checking" blocks the card.
    """
    choices = intent.details[name].one_of
    return isinstance(choices, list) and chosen in choices and other not in choices


def unmarked_amounts(
    playbook: Playbook, intent: IntentSpec, reading: TurnReading, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the amount that a turn has beside its other values: "and another 20 to Luke".

    The model marks a bare number only where it was asked for. It is looked for before an amount
    is taken over from what was done last.
    """
    rest = without_values(reading.entities, reading.transcript.text, ", ")
    for name in intent.details:
        spec = playbook.entities[intent.entity_of(name)]
        if spec.kind == "money" and name not in found:
            value = playbook.lang.choose(spec, (rest,), today=date.min)
            return {} if value is None else {name: value}
    return {}


def scattered_details(
    playbook: Playbook, intent: IntentSpec, text: str, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the listed values whose words a turn has near each other: "my card of credit"."""
    said = re.findall(r"[\w']+", text.lower())
    scattered: dict[str, Any] = {}
    for name in intent.details:
        spec = playbook.entities[intent.entity_of(name)]
        if spec.kind != "list" or name in found:
            continue
        values = [value for value in spec.values if set(value.lower().split()) <= set(said)]
        if len(values) == 1 and _has_near(said, values[0].lower().split()):
            scattered[name] = values[0]
    return scattered


def details_in_clauses(
    playbook: Playbook, intent: IntentSpec, text: str, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the listed values of which a clause is a part: "espresso, double, dark".

    A clause that is a whole value is no part of another one: "medium" is a size, and no roast.
    """
    specs = [playbook.entities[intent.entity_of(name)] for name in intent.details]
    whole = [
        _words(way) for spec in specs for one, ways in spec.values.items() for way in (one, *ways)
    ]
    clauses = [_words(clause) for clause in text.split(",")[1:]]
    clauses = [clause for clause in clauses if clause and clause not in whole]
    named: dict[str, Any] = {}
    for name in intent.details:
        spec = playbook.entities[intent.entity_of(name)]
        if spec.kind != "list" or name in found:
            continue
        for clause in clauses:
            values = [value for value in spec.values if clause <= set(value.lower().split())]
            named |= {name: values[0]} if len(values) == 1 else {}
    return named


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w']+", text.lower()))


def _has_near(said: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether all of the words are within a few of what was said, in any order."""
    size = len(words) + _FEW_BETWEEN
    wanted = set(words)
    return len(wanted) > 1 and any(
        wanted <= set(said[at : at + size]) for at in range(max(1, len(said) - size + 1))
    )


def other_details(
    playbook: Playbook,
    intent: IntentSpec,
    known: Mapping[str, Any],
    text: str,
    found: Mapping[str, Any],
) -> dict[str, Any]:
    """Return details of which the turn means the other value: "the other card"."""
    others: dict[str, Any] = {}
    for name in intent.details:
        spec = playbook.entities[intent.entity_of(name)]
        if spec.kind == "list" and name in known and name not in found:
            other = playbook.lang.other(spec.values, str(known[name]), text)
            if other is not None:
                others[name] = other
    return others


def named_in_part(playbook: Playbook, intent: IntentSpec, text: str) -> dict[str, Any]:
    """Return the listed values of which a text has a word that no other has: "a sixteen"."""
    named: dict[str, Any] = {}
    for name in intent.details:
        spec = playbook.entities[intent.entity_of(name)]
        if spec.kind == "list":
            values = playbook.lang.pick(tuple(spec.values), (text,))
            named |= {name: values[0]} if len(values) == 1 else {}
    return named


def repeats_in_part(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether a turn is nothing but a word of a listed value that is known: "debit".

    It is one of the task under way, or else of the one that was done last.
    """
    text = reading.transcript.text
    task, known = state.finished or ("", {})
    if state.task is not None:
        task, known = state.task, state.details
    intent = playbook.intents.get(task)
    if intent is None or reading.entities or len(text.split()) > _FEW_WORDS:
        return False
    named = named_in_part(playbook, intent, text)
    return any(known.get(name) == value for name, value in named.items())


def _picked(
    playbook: Playbook, state: DialogueState, reading: TurnReading, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the value of the caller's own that an answer names, whatever else it sounds like."""
    name, transcript = state.awaiting or "", reading.transcript
    values = values_to_choose(playbook, state, state.task or "", name)
    if not values or found.keys() - {name}:
        return {}
    picked = playbook.lang.pick(values, (transcript.text, *transcript.alternatives))
    return {name: picked[0]} if len(picked) == 1 else {}


def _named_in_part(
    playbook: Playbook, state: DialogueState, reading: TurnReading, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the listed value of which a brief answer has a word of its own: "the gas one"."""
    name, text = state.awaiting or "", reading.transcript.text
    intent = playbook.intents.get(state.task or "")
    spec = asked_for(playbook, state.task, state.awaiting)
    asks = "?" in text or playbook.lang.opens_question(text.lower())
    if intent is None or spec is None or spec.kind != "list" or found or asks:
        return {}
    if not may_be_value(playbook.lang, spec, reading):
        return {}
    named = named_in_part(playbook, intent, text)
    return {name: named[name]} if name in named else {}


def narrowed_down(
    playbook: Playbook, intent: IntentSpec, known: Mapping[str, Any], text: str
) -> dict[str, Any]:
    """Return the listed values that are known ones with the words of a text: "iced" coffee."""
    said = _words(text)
    narrow: dict[str, Any] = {}
    for name in intent.details:
        spec, value = playbook.entities[intent.entity_of(name)], str(known.get(name))
        if spec.kind == "list" and value in spec.values and said:
            both = _words(value) | said
            whole = [one for one in spec.values if one != value and _words(one) == both]
            narrow |= {name: whole[0]} if whole else {}
    return narrow


def mentioned_details(playbook: Playbook, state: DialogueState, text: str) -> tuple[str, ...]:
    """Return the known details that a turn speaks of without their values."""
    intent = playbook.intents.get(state.task or "")
    if intent is None:
        return ()
    return tuple(
        name
        for name, detail in intent.details.items()
        if name in state.details
        and detail.ask
        and playbook.lang.mentions(name, playbook.entities[intent.entity_of(name)], text)
    )


def said_again(playbook: Playbook, state: DialogueState, text: str, today: date) -> tuple[str, ...]:
    """Return the known details whose values a short refusal repeats: "not tomorrow"."""
    intent, words = playbook.intents.get(state.task or ""), text.split()
    if intent is None:
        return ()
    parts = [
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
    ]
    again = []
    for name, detail in intent.details.items():
        spec = asked_for(playbook, state.task, name)
        if spec is None or detail.ask is None or state.details.get(name) is None:
            continue
        values = [playbook.lang.normalise(spec, part, today=today) for part in parts]
        if state.details[name] in values:
            again.append(name)
    return tuple(again)


def asked_for(playbook: Playbook, task: str | None, awaiting: str | None) -> EntitySpec | None:
    """Return the entity of the detail that the agent asked for; ``None`` if it asked for none."""
    intent = playbook.intents.get(task or "")
    if intent is None or awaiting not in intent.details:
        return None
    detail = intent.details[awaiting]
    spec = playbook.entities[intent.entity_of(awaiting)]
    if detail.when is None or spec.kind != "date" or spec.past:
        return spec
    return spec.model_copy(update={"when": detail.when})


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
    before = [one[0].rstrip(" .,") for one in state.heard[-1:]] if spec.kind == "email" else []
    goes_on = bool(before) and playbook.lang.missing(spec, before) is not None
    if named and not goes_on and not playbook.lang.is_spelled(spec, reading.transcript.text):
        return {}
    value = bare_value(playbook.lang, spec, reading, state.heard, context.today)
    return {} if value is None else {state.awaiting: value}
