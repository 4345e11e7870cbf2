"""Interpret a turn for an agent that has asked nothing about a task. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.answers import IN_PARTS
from voice_agent.dialogue.details import (
    named_details,
    narrowed_down,
    repeats_in_part,
)
from voice_agent.dialogue.once_more import is_other_request, wanted_once_more
from voice_agent.dialogue.recalling import changed, recalled
from voice_agent.dialogue.redoing import how_many_more, taken_off
from voice_agent.dialogue.rest import without_values
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook

_BESIDE_A_VALUE = 1
"""Words of a turn that is a value and nothing else: "on Friday"."""
_READ_BY_RULE = ("time", "money")
_BRIEF = 3
"""Words of a turn that only says that there is something else: "yes, please"."""
_WORDS_OF_A_DEED = 6
_FEWEST_PHRASES = 5
"""How often a word is in phrases of what takes something back, for each phrase of the deed."""


def unasked(playbook: Playbook, state: DialogueState, reading: TurnReading) -> Response:
    """Return what a turn is to an agent that has asked nothing; ``none`` if it is a request."""
    text = reading.transcript.text
    state = recalled(playbook, state, reading)
    signal = playbook.lang.signal(text)
    # "Is there anything else?" is a question, although no task waits for its answer.
    ended = state.last_reply.endswith(playbook.says.anything_else)
    if signal == "nothing" and ended:
        return Response("done")
    found = wanted_once_more(playbook, state, reading)
    once_more = playbook.lang.continues(text) == "again" and state.finished is not None
    if found or once_more:
        return Response("again", found)
    if state.finished is not None:
        rest = playbook.lang.correction(text)
        corrected = {} if rest is None else _corrections(playbook, state, reading, rest)
        if not corrected and how_many_more(playbook, state, reading):
            return Response("again")
        corrected = corrected or changed(playbook, state, reading)
        without = taken_off(playbook, state, reading)
        if corrected or without:
            return Response("redo", {**without, **corrected})
        undoes = signal == "undo" or _undoes_and_leaves(playbook, reading)
        if undoes or _undoes_by_name(playbook, state, rest or text, reading):
            return Response("undo")
        told = _only_repeats(playbook, state, reading)
        if told or repeats_in_part(playbook, state, reading):
            return Response("repeat")
        added = _bare_detail(playbook, state, reading)
        if added:
            return Response("redo", added)
    agrees = playbook.lang.confirmation(text, reading.act) == "yes"
    only_agrees = agrees and len(text.split()) <= _BRIEF and reading.act != "request"
    if ended and agrees:
        return Response("invite") if only_agrees else Response("none")
    if signal == "small_talk":
        return Response("small_talk")
    asked = state.last_reply.endswith("?")
    if not asked and (signal == "acknowledge" or (only_agrees and reading.act == "affirm")):
        return Response("acknowledge")
    return Response("none")


def _undoes_and_leaves(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether who takes their leave takes something back first: "scrap that, bye"."""
    intent = playbook.intents.get(reading.intent)
    clauses = re.split(r"[,.;!]\s+", reading.transcript.text)
    leaves = intent is not None and intent.ends_call
    return leaves and any(playbook.lang.signal(clause) == "undo" for clause in clauses)


def _undoes_by_name(
    playbook: Playbook, state: DialogueState, text: str, reading: TurnReading
) -> bool:
    """Tell whether a turn asks for just what takes back what was done last: "unfreeze it again"."""
    done = playbook.intents.get(state.finished[0] if state.finished else "")
    undo = playbook.intents.get(done.undo or "") if done is not None else None
    if done is None or undo is None:
        return False
    agreed = playbook.lang.confirmation(text, "inform", question=undo.read_back)
    # By itself, without the question that names the deed, it is no yes.
    if agreed == "yes" and playbook.lang.confirmation(text, "inform") != "yes":
        return True
    repeats = playbook.intents.get(reading.intent)
    vague = reading.confidence < playbook.policy.min_intent_confidence
    vague = vague or (repeats is not None and repeats.action is None)
    words = playbook.lang.terms(text)
    asks = playbook.lang.opens_question(text.lower()) or "?" in text
    if not vague or asks or len(words) > _WORDS_OF_A_DEED or reading.entities or repeats == undo:
        return False
    deed, taken_back = (_phrases_with(playbook, one, words) for one in (done, undo))
    return any(taken_back[word] >= _FEWEST_PHRASES * max(1, deed[word]) for word in words)


def _phrases_with(playbook: Playbook, intent: IntentSpec, words: Sequence[str]) -> Counter[str]:
    """Count the phrases of an intent that have each of some words."""
    name = next(name for name, one in playbook.intents.items() if one is intent)
    said = [set(playbook.lang.terms(phrase)) for phrase in playbook.phrases.get(name, ())]
    return Counter({word: sum(word in phrase for phrase in said) for word in words})


def _only_repeats(playbook: Playbook, state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether a turn is a value of what was done, said once more: it is not done again."""
    task, details = state.finished or ("", {})
    intent = playbook.intents.get(task)
    if intent is None:
        return False
    found = named_details(intent, None, reading)
    rest = without_values(reading.entities, reading.transcript.text)
    bare = len(rest.split()) <= _BESIDE_A_VALUE
    if not intent.confirm:
        # One more latte may be wanted; the checking account was told already.
        optional = all(intent.details[name].default is not None for name in found)
        bare = optional and not playbook.lang.terms(rest)
    return bare and bool(found) and all(details.get(name) == found[name] for name in found)


def _bare_detail(playbook: Playbook, state: DialogueState, reading: TurnReading) -> dict[str, Any]:
    """Return the detail that is all a turn says, and that changes what was done last: "savings".

    It changes nothing that is read back or can be taken back: there it could mean either.
    """
    task, details = state.finished or ("", {})
    intent = playbook.intents.get(task)
    if intent is None or intent.confirm or intent.undo:
        return {}
    optional = {intent.entity_of(name) for name, detail in intent.details.items() if not detail.ask}
    text = reading.transcript.text
    rest = without_values([one for one in reading.entities if one.type in optional], text)
    if rest == text or playbook.lang.terms(rest):
        return {}
    found = named_details(intent, None, reading)
    return {name: value for name, value in found.items() if details.get(name) != value}


def _corrections(
    playbook: Playbook, state: DialogueState, reading: TurnReading, text: str
) -> dict[str, Any]:
    """Return the details with which what was done last should have been done."""
    if state.finished is None:
        return {}
    task, details = state.finished
    intent = playbook.intents[task]
    found = _spelled(playbook, intent, text) or _only_value(playbook, intent, details, text)
    if not found and is_other_request(playbook, state, reading, text):
        return {}
    found = found or named_details(intent, None, reading)
    found = found or narrowed_down(playbook, intent, details, text)
    return {name: value for name, value in found.items() if details.get(name) != value}


def _only_value(
    playbook: Playbook, intent: IntentSpec, details: Mapping[str, Any], text: str
) -> dict[str, Any]:
    """Return the one detail of which a brief correction gives the value: "move it to eleven"."""
    if len(text.split()) > _BRIEF:
        return {}
    found: dict[str, Any] = {}
    for name, detail in intent.details.items():
        spec = playbook.entities[intent.entity_of(name)]
        if detail.ask and spec.kind in _READ_BY_RULE and name in details:
            value = playbook.lang.choose(spec, (text,), today=date.min)
            found |= {} if value is None else {name: value}
    return found if len(found) == 1 else {}


def _spelled(playbook: Playbook, intent: IntentSpec, text: str) -> dict[str, Any]:
    """Return the one number that is all of a text: "3400" is marked only where it is asked for."""
    found: dict[str, Any] = {}
    for name, detail in intent.details.items():
        spec = playbook.entities[intent.entity_of(name)]
        alone = len(text.split()) == 1 or playbook.lang.is_spelled(spec, text)
        if detail.ask and spec.kind in IN_PARTS and alone:
            value = playbook.lang.choose(spec, (text,), today=date.min)
            found |= {} if value is None else {name: value}
    return found if len(found) == 1 else {}
