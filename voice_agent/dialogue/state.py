"""The conversation as a value, the next move, and what a turn is to the agent's question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from voice_agent.core.turn import Evidence, TurnReading

CONFIRM = "confirm"
"""What the agent waits for after it has read a task back."""


CHANGE = "a change"
"""What it waits for after the caller said no to what was read back."""
OFFER = "a person"
"""What it waits for after it has offered a person instead of an answer."""
VERIFY = "who is calling"
"""Awaited while a task needs a verified caller."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How far the caller has been verified in this call.

    Attributes:
        passed: Whether the caller is verified. It holds for the rest of the call.
        caller: Who that is, as the action named it; empty if it did not.
        given: What was given of several things to be known; empty once it has been compared.
        tries: Answers that were wrong.
        offered: Whether a person was offered to a caller who does not know it.
    """

    passed: bool = False
    caller: str = ""
    given: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    tries: int = 0
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done and counts towards a limit.

    Attributes:
        action: Its name in the playbook.
        amounts: The numbers among its details.
    """

    action: str
    amounts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Dictated:
    """What an answer may have dictated, for a detail that may be asked for again."""

    task: str
    detail: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Suspended:
    """A task that is not finished, or of which that is not known.

    Attributes:
        task: Its intent.
        details: What is known for it.
        begun: Whether the caller was asked about it; a second request of a turn was not.
        turn: Turn in which its action began, if that may have been done.
        unsure: True if it rests on a turn that was not clearly understood.
    """

    task: str
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    begun: bool = True
    turn: int = field(default=0, compare=False)
    unsure: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class DialogueState:
    """The state of the conversation. A value: keep the old one to go back.

    Attributes:
        task: Intent that is being worked on.
        details: What is known for it, by detail name.
        awaiting: The detail that was asked for, ``CONFIRM`` or ``OFFER``.
        failures: Turns in a row that were not understood.
        last_reply: What the agent said last.
        finished: The last task that was done, with its details: "make it a large" changes it.
        earlier: Tasks that were done before that one, the last one first.
        abuse: Turns of this call that insulted or threatened the agent.
        unsettled: Tasks whose action may have been done or not; the same is never done twice.
        suspended: Tasks that wait for another one to be settled, the last one first.
        choices: What was looked up for the caller to choose from, by action.
        holding: Whether the caller asked for a moment.
        unsure: True if the task rests on a turn that was not clearly understood.
        request: Words in which the task was asked for: "next week" may be in them.
        heard: Hypotheses of earlier answers to the question in ``awaiting`` that were not
            understood, oldest first.
        dictated: What the last answers to questions of the task may have dictated, oldest first.
        verification: Whether the caller is who they say.
        deeds: What was done in this call and counts towards a limit.
        deeds_today: The same for this caller and this day, in all calls.
        looked_up: The question that was just answered from the knowledge folder.
    """

    task: str | None = None
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    awaiting: str | None = None
    failures: int = 0
    last_reply: str = ""
    finished: tuple[str, Mapping[str, Any]] | None = None
    earlier: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    abuse: int = 0
    request: str = ""
    heard: tuple[tuple[str, ...], ...] = ()
    unsettled: tuple[Suspended, ...] = ()
    suspended: tuple[Suspended, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    holding: bool = False
    unsure: bool = False
    dictated: tuple[Dictated, ...] = ()
    verification: Verification = field(default_factory=Verification)
    deeds: tuple[Deed, ...] = ()
    deeds_today: tuple[Deed, ...] = ()
    looked_up: TurnReading | None = None


_MOST_SUSPENDED = 11
_MOST_EARLIER = 4


def waiting_first(state: DialogueState, *waiting: Suspended) -> DialogueState:
    """Return the conversation with tasks that wait before all others; the oldest are dropped."""
    return replace(state, suspended=(*waiting, *state.suspended)[:_MOST_SUSPENDED])


def put_aside(state: DialogueState) -> Suspended:
    """Return the task under way as one that waits."""
    return Suspended(state.task or "", state.details, unsure=state.unsure)


def with_done(state: DialogueState, done: tuple[str, Mapping[str, Any]]) -> DialogueState:
    """Return the conversation with a task that was done now; a few before it are remembered."""
    before = () if state.finished is None else (state.finished,)
    return replace(state, finished=done, earlier=(*before, *state.earlier)[:_MOST_EARLIER])


@dataclass(frozen=True, slots=True)
class Move:
    """What the playbook does next.

    Attributes:
        state: The conversation afterwards.
        text: What to say; ``None`` when ``action`` has to run first, or what the caller gave has to
            be compared.
        action: Action to run with the state's details; then call ``finish_task``.
        before: What to say before the outcome of ``action``: the answer to another request.
        tried: The same task, whose action may have been done before: it is looked up first.
        changes: Whether this does the last task over with other details: its outcome is that
            of both.
        ends_call: Whether the call is over after ``text``.
        credentials: What the caller gave to be verified: compare it, then call
            ``finish_verification``. Never kept, told or logged.
        person: Why a person takes over after ``text``; empty if none does.
    """

    state: DialogueState
    text: str | None = None
    action: str | None = None
    before: str = ""
    tried: Suspended | None = None
    changes: bool = False
    ends_call: bool = False
    credentials: Mapping[str, Any] | None = None
    person: str = ""
