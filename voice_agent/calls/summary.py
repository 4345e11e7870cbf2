"""A summary of a call from its own sentences, made on the device without a model. Pure.

It repeats what was said and adds nothing: a sentence is chosen for what it did in the call (the
first request, what was done, what was left open), not for how often its words occur.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from voice_agent.calls.facts import CallFacts, TurnFacts

SENTENCES = 6
_MAX_WORDS = 30
_COURTESY = ("affirm", "deny", "greet", "thank", "bye")
_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: int
    text: str
    weight: float


def summary(facts: CallFacts, *, caller: str = "Caller", agent: str = "Agent") -> str:
    """Return up to six sentences of the call, in their order.

    Args:
        facts: The call, redacted.
        caller: How lines of the caller begin.
        agent: How lines of the agent begin.
    """
    found: list[_Candidate] = []
    requests = 0
    for number, turn in enumerate(facts.turns):
        weight = _weight_of_caller(turn, first=requests == 0)
        if weight > 0:
            requests += 1
            found.append(_Candidate(2 * number, f"{caller}: {_short(turn.said)}", weight))
        weight = _weight_of_agent(turn)
        if weight > 0:
            told = _short(_without_questions(turn.reply))
            if told:
                found.append(_Candidate(2 * number + 1, f"{agent}: {told}", weight))
    best = sorted(_once(found), key=lambda one: (-one.weight, one.place))[:SENTENCES]
    return " ".join(one.text for one in sorted(best, key=lambda one: one.place))


def _weight_of_caller(turn: TurnFacts, *, first: bool) -> float:
    words = len(turn.said.split())
    if words < 2 or turn.act in _COURTESY:
        return 0.0
    weight = 1.0 if turn.intent else 0.3
    weight += 2.0 if first and turn.intent else 0.0
    weight += 0.5 if turn.details else 0.0
    weight += 1.0 if turn.sentiment == "negative" else 0.0
    weight += 1.5 if turn.route in ("human", "llm") else 0.0
    return weight


def _weight_of_agent(turn: TurnFacts) -> float:
    if turn.acted and turn.source == "playbook":
        return 3.0
    if turn.source.startswith("knowledge"):
        return 1.2
    if turn.source in ("fallback", "handoff"):
        return 1.0
    return 0.4 if turn.source == "llm" else 0.0


def _once(found: Iterable[_Candidate]) -> list[_Candidate]:
    """Leave out what was said before in the same words: the last one counts."""
    return list({one.text.lower(): one for one in found}.values())


def _without_questions(text: str) -> str:
    """Return what the agent told, without what it asked."""
    return " ".join(part for part in _END.split(text) if part and not part.endswith("?"))


def _short(text: str) -> str:
    words = text.split()
    cut = " ".join(words[:_MAX_WORDS])
    return cut + ("..." if len(words) > _MAX_WORDS else "")
