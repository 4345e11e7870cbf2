"""Turns that hold two requests: "what is my balance, and freeze my card". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from voice_agent.core.turn import Entity, Response, TurnReading
from voice_agent.dialogue.details import named_details
from voice_agent.dialogue.doubts import only_speaks_of
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.playbook.schema import Playbook

_SURE = 0.8
"""Both parts must be understood as well as this: one request that is cut in two helps nobody."""
_SURE_INSTEAD = 0.6
"""How well, if the turn would otherwise go to a person as a whole."""
_LIKELY_OF_THE_WHOLE = 0.1
"""Likelihood of what a part asks for in the whole turn, where the part is no mere background."""
_CLAUSE = re.compile(r"[^,.;!?]+[,.;!?]*|[,.;!?]+")
_FEWEST_IN_CLAUSE = 2
_FEWEST_WORDS = 6
_PAIR = 2
_FEWEST_DETAILS = 2
"""Details of which both parts have their own, so that they are the same request twice."""


def may_be_several(state: DialogueState, reading: TurnReading) -> bool:
    """Tell whether it is worth reading the parts of a turn."""
    words = len(reading.transcript.text.split())
    return state.awaiting is None and words >= _FEWEST_WORDS and not reading.requests


def rest_after_yes(playbook: Playbook, state: DialogueState, reading: TurnReading) -> str:
    """Return the further request of a turn that says yes to what was read back, or ``""``."""
    if state.awaiting != CONFIRM or reading.requests:
        return ""
    return playbook.lang.after_yes(reading.transcript.text)


def rest_after_leaving(
    playbook: Playbook, state: DialogueState, reading: TurnReading, response: Response
) -> str:
    """Return what a turn asks for instead of the task that it gives up, or ``""``."""
    if state.task is None or state.awaiting is None or response.leaves:
        return ""
    return playbook.lang.after_leaving(reading.transcript.text)


def is_further_request(playbook: Playbook, state: DialogueState, rest: TurnReading) -> bool:
    """Tell whether what follows a yes is a request of its own, and no change of what was asked."""
    intent = playbook.intents.get(rest.intent)
    if intent is None or intent.route != "answer" or intent.action is None:
        return False
    if rest.intent == state.task:
        new = named_details(intent, None, rest)
        differ = [name for name, value in new.items() if state.details.get(name) != value]
        return len(differ) >= _FEWEST_DETAILS
    sure = max(_SURE, playbook.policy.min_intent_confidence)
    return rest.act == "request" and rest.confidence >= sure


def with_rest(reading: TurnReading, rest: TurnReading) -> TurnReading:
    """Return the reading of a yes and of the request that follows it."""
    return replace(reading, requests=(rest,))


def puts_right(playbook: Playbook, part: str) -> bool:
    """Tell whether the second part of a turn only corrects the first: "scratch that, a triple"."""
    rest = playbook.lang.correction(part)
    return rest is not None and playbook.lang.continues(rest) != "also"


def with_verb(first: TurnReading, second: str) -> str:
    """Return the second part with the verb of the first: "send Ann 20, and Tom 50"."""
    starts = [entity.start for entity in first.entities]
    verb = first.transcript.text[: min(starts, default=0)].strip()
    return f"{verb} {second}" if verb else ""


def own_part(reading: TurnReading, part: str) -> TurnReading:
    """Return the reading of a part that was read with a verb, without what stands before it.

    Of "transfer to my daughter, Susan Park. For Christmas" the part has no payee of its own.
    """
    start = len(reading.transcript.text) - len(part)
    return replace(reading, entities=tuple(one for one in reading.entities if one.start >= start))


def shared(
    playbook: Playbook, first: TurnReading, second: TurnReading
) -> tuple[TurnReading, TurnReading] | None:
    """Return two requests that share a verb, and what each says alone: "Ann and Tom, 20 each".

    ``None`` if they are not the same request for two. What has to be read back is, for both.
    """
    intent = playbook.intents.get(first.intent)
    if intent is None or second.intent != first.intent or intent.action is None:
        return None
    if first.act != "request" or first.confidence < playbook.policy.min_intent_confidence:
        return None
    one, other = named_details(intent, None, first), named_details(intent, None, second)
    both = [name for name, detail in intent.details.items() if name in one and name in other]
    if not both or any(one[name] == other[name] for name in both):
        return None
    return _with_missing(first, second), _with_missing(second, first)


def _with_missing(to: TurnReading, other: TurnReading) -> TurnReading:
    """Return a part with the details that only the other part names."""
    named = {entity.type for entity in to.entities}
    more = tuple(entity for entity in other.entities if entity.type not in named)
    return replace(to, entities=(*to.entities, *more))


def are_requests(playbook: Playbook, whole: TurnReading, parts: Sequence[TurnReading]) -> bool:
    """Tell whether each part is a request of its own."""
    policy = playbook.policy
    least = _SURE_INSTEAD if goes_to_a_person(playbook, whole) else _SURE
    sure = max(least, policy.min_intent_confidence)
    asked = [part for part in parts if _is_question(playbook, part)]
    if len(asked) == len(parts):
        return False
    for part in parts:
        if least < _SURE and part.escalation.score >= policy.escalation_threshold:
            return False
        intent = playbook.intents.get(part.intent)
        if part.act != "request" or part.confidence < sure:
            return False
        if part in asked:
            continue
        if intent is None or intent.action is None or intent.route != "answer":
            return False
        if only_speaks_of(playbook, part) or _is_background(playbook, whole, part):
            return False
    if any(_completes(playbook, first, second) for first, second in combinations(parts, 2)):
        return False
    return all(
        first.intent != second.intent or _differ(playbook, first, second)
        for first, second in combinations(parts, 2)
    )


def _is_background(playbook: Playbook, whole: TurnReading, part: TurnReading) -> bool:
    """Tell whether a part only tells why the rest is asked for.

    Of "my insurance is due tomorrow, so take 300 out of my savings" the first is. To report a
    loss is to ask for what is done about it; what lies ahead is asked for, and not reported.
    """
    intent, text = playbook.intents[part.intent], part.transcript.text
    ahead = any(detail.when == "future" for detail in intent.details.values())
    asks = "?" in text or playbook.lang.asks(text) or bool(playbook.lang.orders(text))
    likely = dict(whole.ranking).get(part.intent, 0.0) >= _LIKELY_OF_THE_WHOLE
    return ahead and not asks and not likely and whole.intent != part.intent


def for_both(playbook: Playbook, reading: TurnReading) -> list[TurnReading]:
    """Return a request as two, one for each of the values that it is for: "freeze both cards".

    Nothing if it names a value, or is for none or for more than two.
    """
    intent = playbook.intents.get(reading.intent)
    sure = reading.confidence >= playbook.policy.min_intent_confidence
    if intent is None or intent.action is None or intent.route != "answer" or not sure:
        return []
    named = named_details(intent, None, reading)
    for name, detail in intent.details.items():
        kind = intent.entity_of(name)
        known = playbook.entities[kind].values
        values = {value: ways for value, ways in known.items() if detail.may_be(value)}
        both = None if name in named else playbook.lang.both(values, reading.transcript.text)
        if both is not None:
            marks = (Entity(kind, "", value, 0, 0) for value in both)
            return [replace(reading, entities=(*reading.entities, mark)) for mark in marks]
    return []


def _completes(playbook: Playbook, first: TurnReading, second: TurnReading) -> bool:
    """Tell whether the second part only gives what the first one lacks.

    "I have to activate the card. The number ends in 5520": that is of no phone number.
    """
    intent, other = playbook.intents.get(first.intent), playbook.intents.get(second.intent)
    if intent is None or other is None or not second.entities:
        return False
    lacking = {
        intent.entity_of(name)
        for name, detail in intent.details.items()
        if detail.ask and name not in named_details(intent, None, first)
    }
    own = {other.entity_of(name) for name in other.details}
    return all(one.type in lacking - own for one in second.entities)


def without_unwanted(playbook: Playbook, text: str) -> str:
    """Return a text with blanks in the place of insults, swearwords and what is not wanted.

    Of "just tell me my damn balance, you idiot" the request is left; the same text if nothing is.
    """
    lang = playbook.lang
    left = "".join(
        " " * len(clause) if _is_insult(playbook, clause) else clause
        for clause in _CLAUSE.findall(text)
    )
    calm = lang.without_expletives(left)
    declined = lang.without_declined(calm)
    if len(declined.split()) >= _FEWEST_IN_CLAUSE:
        return declined
    # "Tomorrow, for heaven's sake" is an answer, however short.
    if calm != left and re.search(r"\w", calm):
        return calm
    return left if len(left.split()) >= _FEWEST_IN_CLAUSE else text


def _is_insult(playbook: Playbook, clause: str) -> bool:
    found = playbook.lang.unwanted(clause)
    return found is not None and found[0] == "abuse"


def _is_question(playbook: Playbook, part: TurnReading) -> bool:
    """Tell whether a part asks what the knowledge folder answers."""
    intent, text = playbook.intents.get(part.intent), part.transcript.text
    return intent is not None and intent.route == "retrieve" and playbook.lang.asks(text)


def question_beside(playbook: Playbook, reading: TurnReading) -> TurnReading | None:
    """Return the part of a turn that asks the knowledge folder, if another is a request."""
    parts = reading.requests
    return next((one for one in parts if _is_question(playbook, one)), None)


def with_it(playbook: Playbook, parts: Sequence[TurnReading]) -> list[TurnReading]:
    """Return requests with what "it" is in one of them: the card of the request before it."""
    read = list(parts[:1])
    for part in parts[1:]:
        intent = playbook.intents.get(part.intent)
        if intent is not None and playbook.lang.speaks_of_it(part.transcript.text):
            named = {one.type for one in part.entities}
            lacking = {intent.entity_of(n): d for n, d in intent.details.items() if d.default}
            it = [
                one
                for one in read[-1].entities
                if one.type in lacking.keys() - named and lacking[one.type].may_be(one.value)
            ]
            part = replace(part, entities=(*part.entities, *it))
        read.append(part)
    return read


def filled(playbook: Playbook, parts: Sequence[TurnReading]) -> list[TurnReading]:
    """Return requests of one kind with what only one of them says: "Ann 20 and Tom 30 today"."""
    intent = playbook.intents.get(parts[0].intent)
    two = len(parts) == _PAIR and all(part.intent == parts[0].intent for part in parts)
    if intent is None or not intent.confirm or not two:
        return list(parts)
    first, second = parts
    return [_with_missing(first, second), _with_missing(second, first)]


def in_order(playbook: Playbook, parts: Sequence[TurnReading]) -> list[TurnReading]:
    """Return requests before the question beside them, which is answered at once."""
    return sorted(parts, key=lambda part: _is_question(playbook, part))


def goes_to_a_person(playbook: Playbook, whole: TurnReading) -> bool:
    """Tell whether a turn sounds like a case for a person, who was not asked for."""
    if whole.escalation.reason == "person":
        return False
    intent = playbook.intents.get(whole.intent)
    high = whole.escalation.score >= playbook.policy.escalation_threshold
    return high or (intent is not None and intent.route == "human")


def _differ(playbook: Playbook, first: TurnReading, second: TurnReading) -> bool:
    """Tell whether two parts ask for the same thing twice, with other details."""
    intent = playbook.intents[first.intent]
    one, other = named_details(intent, None, first), named_details(intent, None, second)
    asked = [name for name, detail in intent.details.items() if detail.ask]
    both = [name for name in asked if name in one and name in other]
    enough = len(both) >= min(_FEWEST_DETAILS, len(asked)) > 0
    return enough and all(one[name] != other[name] for name in both)


def several(whole: TurnReading, parts: Sequence[TurnReading]) -> TurnReading:
    """Return the reading of a turn with the requests that it holds; the first one counts."""
    first = parts[0]
    return replace(
        whole,
        intent=first.intent,
        confidence=min(part.confidence for part in parts),
        act=first.act,
        escalation=max((part.escalation for part in parts), key=lambda one: one.score),
        ranking=first.ranking,
        reasoning=max(part.reasoning for part in parts),
        requests=tuple(parts),
    )
