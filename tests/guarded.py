"""The small bank, with a PIN before anything about an account, and limits."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from fakes import TODAY, entity, playbook, reading

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.context import context_of
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.moves import answer
from voice_agent.dialogue.state import DialogueState, Move, Verification
from voice_agent.playbook import Playbook

PIN = {"kind": "digits", "min_length": 4, "max_length": 4, "ask": "Your PIN?", "why": "It is you."}
VERIFY: dict[str, Any] = {"ask": {"pin": PIN}, "action": "check_pin", "tries": 3}
PASSED = Verification(passed=True, caller="anna")
BALANCE = reading("my balance", "balance", act="request")
AMOUNT = entity("amount", "$250", {"amount": 250.0, "currency": "USD"})
TRANSFER = reading(
    "send $250 to Sarah", "transfer", act="request",
    entities=[AMOUNT, entity("payee", "Sarah", "Sarah"), entity("date", "today", "2026-11-22")],
)  # fmt: skip


def guarded(*, limits: list[dict[str, Any]] | None = None, **changes: Any) -> Playbook:
    """The small bank with a PIN, 4471.

    Args:
        limits: Those of the action ``transfer``.
        changes: Other keys of the playbook.
    """
    data = playbook().model_dump() | {"verify": VERIFY} | changes
    by_pin = {"ok": {"4471": True, "default": False}, "caller": {"4471": "anna", "default": ""}}
    data["actions"].setdefault("check_pin", {"by": "pin", "returns": by_pin})
    data["actions"]["transfer"]["limits"] = limits or []
    return Playbook.model_validate(data)


def turn(
    book: Playbook, state: DialogueState, said: TurnReading | str, today: date = TODAY
) -> Move:
    """What the agent does next, by rules alone."""
    said = reading(said) if isinstance(said, str) else said
    context = context_of(book, state, today)
    return answer(book, state, said, interpret(book, context, said), today)


def broken(details: dict[str, Any]) -> dict[str, Any]:
    """A comparison that fails, and tells too much."""
    raise ValueError(f"no customer with {details}")


async def late(details: dict[str, Any]) -> dict[str, Any]:
    """A comparison that takes for ever."""
    await asyncio.Event().wait()
    return {"ok": True}


def by_python(function: str) -> Playbook:
    """The small bank, whose PIN is compared by a function of this module."""
    check = {"python": f"guarded:{function}", "timeout_ms": 20}
    return guarded(actions=playbook().model_dump()["actions"] | {"check_pin": check})
