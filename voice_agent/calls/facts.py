"""What is known of a whole call once it is over: the turns as they were, without audio. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from voice_agent.calls.call import Call, Turn
from voice_agent.core.events import EndedReason
from voice_agent.core.turn import OUT_OF_SCOPE

MAX_TURNS = 200
"""Turns of a call that are remembered; of more, those in the middle are forgotten."""


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """One turn of the caller, and what the agent said to it; both redacted.

    Attributes:
        said: What the caller said.
        reply: What of the answer the caller heard.
        intent: An intent of the playbook; empty if the turn was not understood.
        act: Dialogue act.
        sentiment: Mood.
        route: Who answered; empty if nobody did.
        source: Where the answer comes from.
        acted: Whether something was done.
        details: How many details the turn has.
    """

    said: str = ""
    reply: str = ""
    intent: str = ""
    act: str = "inform"
    sentiment: str = "neutral"
    route: str = ""
    source: str = ""
    acted: bool = False
    details: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done, or tried.

    Attributes:
        name: Name of the action.
        details: What it was done with.
        outcome: ``done``, ``failed`` or ``unknown``.
    """

    name: str
    details: Mapping[str, Any]
    outcome: str


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call that is over.

    Attributes:
        call_id: Our name of it.
        ended: How it ended.
        turns: What was said.
        acts: What was done.
        open_task: The task that was not finished; empty if there is none.
        details: What is known, by task; of finished ones too.
        handoff: Outcomes of the hand-offs, in their order.
        answers: The last answers to the playbook's questions.
        duration_s: How long it took.
    """

    call_id: str
    ended: EndedReason
    turns: Sequence[TurnFacts] = ()
    acts: Sequence[Act] = ()
    open_task: str = ""
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    handoff: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    duration_s: float = 0.0


class TurnsSoFar:
    """The turns of a call that are closed; the first and the last ones if there are very many."""

    def __init__(self) -> None:
        self._first: list[TurnFacts] = []
        self._last: list[TurnFacts] = []

    def add(self, facts: TurnFacts) -> None:
        """Add the next turn."""
        if len(self._first) < MAX_TURNS // 2:
            self._first.append(facts)
            return
        self._last.append(facts)
        del self._last[: -MAX_TURNS // 2]

    def all(self) -> tuple[TurnFacts, ...]:
        """Return them in their order."""
        return (*self._first, *self._last)


def turn_facts(turn: Turn, row: Mapping[str, Any]) -> TurnFacts:
    """Return what may be kept of a turn.

    Args:
        turn: The turn.
        row: The same as the call record keeps it: redacted.
    """
    reading = turn.reading
    intent = row["intent"] or ""
    return TurnFacts(
        said=row["transcript"] or "",
        reply=row["spoken"] or "",
        intent="" if intent == OUT_OF_SCOPE else intent,
        act=row["act"] or "inform",
        sentiment=reading.sentiment if reading is not None else "neutral",
        route=row["route"] or "",
        source=turn.source,
        acted=turn.acted,
        details=len(reading.entities) if reading is not None else 0,
    )


def call_facts(call: Call, turns: TurnsSoFar, ended: EndedReason) -> CallFacts:
    """Return what is known of a call that is over."""
    state = call.conversation.state
    details: dict[str, dict[str, Any]] = {}
    tasks = {i.action: name for name, i in call.playbook.intents.items() if i.action}
    for act in call.acts:
        if act.name in tasks:
            details.setdefault(tasks[act.name], {}).update(act.details)
    for task, known in (*filter(None, (state.finished,)), (state.task or "", state.details)):
        if task:
            details.setdefault(task, {}).update(known)
    return CallFacts(
        call_id=call.id,
        ended=ended,
        turns=turns.all(),
        acts=tuple(Act(a.name, a.details, a.outcome) for a in call.acts),
        open_task=(state.task or "") if state.awaiting is not None else "",
        details=details,
        handoff=tuple(call.handoffs),
        answers={name: answered.answer for name, answered in call.answers.items()},
        duration_s=round(call.clock.now() - call.began_at, 1),
    )
