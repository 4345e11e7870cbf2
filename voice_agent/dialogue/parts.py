"""Parts of a turn that say better what it wants than all of it does. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.requests import goes_to_a_person
from voice_agent.playbook.schema import Playbook

_NEARLY = 0.3
"""Share of a task that may settle what a turn was doubtfully taken for."""
_FURIOUS = 0.9
"""Callers as angry as this get a person, whatever else they ask for."""
_FEWEST_IN_REST = 3
_STILL_DOUBTFUL = 0.7
"""How sure a turn is of which only one part was clear."""
_SURE = 0.8
"""How sure the one part is of a turn that is unclear as a whole."""
_SURE_INSTEAD = 0.6
"""How sure a part is that takes the place of what goes to a person, or of a first thought."""
_VERY_SURE = 0.9
_FEWEST_IN_CLAUSE = 2
_BETWEEN_CLAUSES = re.compile(r"[,.;!?]\s+")
_MOST_CLAUSES = 4
_MOST_STATEMENTS = 6


def clauses_of(text: str) -> list[str]:
    """Return the parts of a turn between its commas and full stops, if it has several."""
    parts = [part.strip() for part in _BETWEEN_CLAUSES.split(text)]
    parts = [part for part in parts if len(part.split()) >= _FEWEST_IN_CLAUSE]
    return parts if 1 < len(parts) <= _MOST_CLAUSES else []


def may_be_one_clause(playbook: Playbook, whole: TurnReading) -> bool:
    """Tell whether one clause may say what a turn wants better than all of it.

    It is unclear, or nothing but courtesy: "hi, how are you today? I was wondering what I owe".
    """
    intent = playbook.intents.get(whole.intent)
    unsure = whole.confidence < playbook.policy.min_intent_confidence
    if unsure or intent is None:
        return unsure
    return intent.route == "answer" and intent.action is None and not intent.ends_call


def statements_of(playbook: Playbook, text: str) -> list[str]:
    """Return the parts of a turn that may go to a person only for what is said in some of them."""
    parts: list[str] = []
    for clause in clauses_of(text) or [text]:
        pairs = playbook.lang.splits(clause)
        parts += pairs[0] if pairs else [clause]
    return parts[:_MOST_STATEMENTS] if len(parts) > 1 else []


def surest(
    playbook: Playbook, whole: TurnReading, parts: Sequence[TurnReading]
) -> TurnReading | None:
    """Return an unclear turn with the request of the one part that is clear; None if none is.

    Of "don't transfer me to anybody, I just want my balance" that is the balance. It still is
    too doubtful to be done without a question, where the playbook has one.
    """
    if not may_be_one_clause(playbook, whole):
        return None
    sure = [part for part in parts if part.confidence >= _SURE and part.act == "request"]
    known = [part for part in sure if part.intent in playbook.intents]
    if len(sure) != 1 or not known or playbook.intents[known[0].intent].route == "human":
        return None
    confidence = min(known[0].confidence, _STILL_DOUBTFUL)
    return replace(whole, intent=known[0].intent, confidence=confidence, act="request")


def with_settled(playbook: Playbook, reading: TurnReading) -> TurnReading:
    """Return a doubtful case for a person as the task that is nearly as likely and settles it.

    "Somebody took my wallet, my card was in it" may be fraud, and is a card to be blocked.
    """
    intent = playbook.intents.get(reading.intent)
    if intent is None or intent.route != "human" or reading.confidence >= _SURE_INSTEAD:
        return reading
    for name, share in reading.ranking[1:2]:
        other = playbook.intents.get(name)
        if other is None or share < _NEARLY or reading.escalation.reason not in other.settles:
            continue
        return replace(reading, intent=name, confidence=_STILL_DOUBTFUL)
    return reading


def second_thought(playbook: Playbook, part: str) -> str:
    """Return what the second part of a turn asks for instead of the first one, or ``""``."""
    rest = playbook.lang.correction(part) or ""
    size = len(rest.split())
    # "It's the credit card" takes nothing back.
    before = " ".join(part.split()[: len(part.split()) - size])
    return rest if size >= _FEWEST_IN_REST and playbook.lang.takes_back(before) else ""


def is_instead(playbook: Playbook, first: TurnReading, rest: TurnReading) -> bool:
    """Tell whether a second thought is another request: "freeze it. No, it's stolen, block it"."""
    sure = rest.confidence >= _SURE_INSTEAD and rest.act == "request"
    return sure and rest.intent in playbook.intents and rest.intent != first.intent


def may_be_calm(playbook: Playbook, whole: TurnReading) -> bool:
    """Tell whether a turn that goes to a person may be no more than annoyed."""
    annoyed = whole.escalation.reason in ("anger", "complaint", "none")
    return annoyed and whole.escalation.score < _FURIOUS and goes_to_a_person(playbook, whole)


def calm_wish(playbook: Playbook, whole: TurnReading, parts: Sequence[TurnReading]) -> TurnReading:
    """Return an annoyed turn as what a part of it plainly asks for, if one does.

    "My card was declined, I'm standing here like a fool": the card is looked at.
    """
    for part in parts:
        intent = playbook.intents.get(part.intent)
        calm = part.escalation.score < playbook.policy.escalation_threshold
        if intent is None or intent.action is None or part.act != "request" or not calm:
            continue
        reads = playbook.actions[intent.action].only_reads
        if part.confidence >= (_STILL_DOUBTFUL if reads else _VERY_SURE):
            known = {entity.type for entity in part.entities}
            more = (entity for entity in whole.entities if entity.type not in known)
            return replace(part, transcript=whole.transcript, entities=(*part.entities, *more))
    return whole
