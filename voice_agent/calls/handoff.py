"""Handing a call to a person: a brief with what was said and found, so nobody asks twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from voice_agent.core.turn import Route


def brief(
    call_id: str,
    route: Route | None,
    reason: str,
    task: str | None,
    details: Mapping[str, Any],
    history: Iterable[tuple[str, str]],
    *,
    update: bool = False,
) -> dict[str, Any]:
    """What the person who takes over needs to know.

    The transcript in it is not redacted: it goes to a colleague who serves this caller,
    never to the log. ``update`` says that this call has been handed over before, and that this
    brief takes the place of the earlier one: the caller went on speaking.
    """
    reading = route.reading if route else None
    return {
        "call_id": call_id,
        "update": update,
        "reason": reason,
        "escalation": reading.escalation.reason if reading else "none",
        "intent": reading.intent if reading else None,
        "task": task,
        "details": dict(details),
        "entities": [
            {"type": e.type, "text": e.text, "value": e.value}
            for e in (reading.entities if reading else ())
        ],
        "transcript": [{"speaker": who, "text": text} for who, text in history if text],
    }
