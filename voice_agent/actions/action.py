"""The contract of an action.

``voice_agent.testing.actions.check(action, details)`` says whether one keeps it.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from voice_agent.actions.http import HttpClient

_SECRET = secrets.token_bytes(16)
"""A call is held by one process from its beginning to its end."""


@dataclass(frozen=True, slots=True)
class ActionContext:
    """Why and for whom an action is carried out.

    Attributes:
        name: The action's name in the playbook.
        call_id: The call.
        turn: Number of the caller's turn that first asked for it.
        task: What the caller is about, such as the intent.
        http: Connections that all calls share.
        key: The idempotency key, if it is not made of call, turn and name alone.
        caller: The caller's number; empty if the carrier did not tell it.
    """

    name: str
    call_id: str
    turn: int = 0
    task: str = ""
    http: HttpClient = field(default_factory=HttpClient, compare=False, repr=False)
    key: str = ""
    caller: str = field(default="", repr=False)

    @property
    def idempotency_key(self) -> str:
        """Name of this one deed: the same whenever it is tried again, another for another deed."""
        return self.key or f"{self.call_id}:{self.turn}:{self.name}"


def key_of(call_id: str, turn: int, name: str, details: Mapping[str, Any]) -> str:
    """Return the idempotency key of a deed.

    Two deeds of one turn, such as two cards that are frozen, differ in their details. These are
    not readable from the key: it goes into headers, and servers log those.
    """
    told = json.dumps(details, sort_keys=True, default=str).encode()
    return f"{call_id}:{turn}:{name}:{hmac.digest(_SECRET, told, 'sha256').hex()[:12]}"


class Action(Protocol):
    """Something the agent may do. Made once, shared by all calls."""

    async def run(self, details: Mapping[str, Any], context: ActionContext) -> Mapping[str, Any]:
        """Do it; return fields that the playbook's ``answer`` may name.

        Runs at most once for each turn, after the caller has confirmed, and to its end even if
        the caller interrupts. May be an ordinary method, which then runs in a thread.

        Args:
            details: What the caller said, normalised, by the names of the intent's details.
            context: Why and for whom.

        Raises:
            ActionUnknown: It may have been done or not; the caller hears ``action_unknown``.
            ActionError: It cannot be done; the caller hears ``action_failed``.
        """
        ...

    def preview(self, details: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what ``run`` would return, if that is known without doing anything.

        Called while the caller may still go on, to have the answer ready. Must be quick.
        """
        ...
