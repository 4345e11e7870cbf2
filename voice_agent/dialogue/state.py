"""The conversation as a value, the next move, and what a turn is to the agent's question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

CONFIRM = "confirm"
"""What the agent waits for after it has read a task back."""


CHANGE = "a change"
"""What it waits for after the caller said no to what was read back."""
OFFER = "a person"
"""What it waits for after it has offered a person instead of an answer."""


@dataclass(frozen=True, slots=True)
class Suspended:
    """A task that is not finished, or of which that is not known.

    Attributes:
        task: Its intent.
        details: What is known for it.
        begun: Whether the caller was asked about it; a second request of a turn was not.
        turn: Turn in which its action began, if that may have been done.
    """

    task: str
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    begun: bool = True
    turn: int = field(default=0, compare=False)


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
        abuse: Turns of this call that insulted or threatened the agent.
        unsettled: Tasks whose action may have been done or not; the same is never done twice.
        suspended: Tasks that wait for another one to be settled, the last one first.
        choices: What was looked up for the caller to choose from, by action.
        holding: Whether the caller asked for a moment.
        heard: Hypotheses of earlier answers to the question in ``awaiting`` that were not
            understood, oldest first.
    """

    task: str | None = None
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    awaiting: str | None = None
    failures: int = 0
    last_reply: str = ""
    finished: tuple[str, Mapping[str, Any]] | None = None
    abuse: int = 0
    heard: tuple[tuple[str, ...], ...] = ()
    unsettled: tuple[Suspended, ...] = ()
    suspended: tuple[Suspended, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    holding: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What the playbook does next.

    Attributes:
        state: The conversation afterwards.
        text: What to say; ``None`` when ``action`` has to run first.
        action: Action to run with the state's details; then call ``finish_task``.
        before: What to say before the outcome of ``action``: the answer to another request.
        tried: The same task, whose action may have been done before: it is looked up first.
        changes: Whether this does the last task over with other details: its outcome is that
            of both.
        ends_call: Whether the call is over after ``text``.
    """

    state: DialogueState
    text: str | None = None
    action: str | None = None
    before: str = ""
    tried: Suspended | None = None
    changes: bool = False
    ends_call: bool = False
