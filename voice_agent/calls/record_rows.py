"""What is kept of a call and of its turns: rows with their text redacted. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from voice_agent.calls.call import Call, Turn
from voice_agent.calls.masking import (
    asked_for_number,
    bare_details,
    is_sensitive,
    masked,
    secret_entities,
)
from voice_agent.calls.redaction import redact
from voice_agent.core.turn import Entity
from voice_agent.dialogue.state import DialogueState
from voice_agent.dialogue.verification import hidden
from voice_agent.playbook.schema import Playbook


def line_row(call: Call) -> dict[str, Any]:
    """Return what the carrier said of a call; empty without a carrier."""
    info = call.info
    if info is None:
        return {}
    return {
        "carrier": info.carrier,
        "carrier_call_id": info.call_id,
        "from_number": info.from_number,
        "to_number": info.to_number,
        "parameters": dict(info.parameters),
    }


def turn_row(
    call_id: str, book: Playbook, turn: Turn, state: DialogueState, today: date
) -> dict[str, Any]:
    """Return the row of a turn, with its text redacted.

    Args:
        call_id: Its call.
        book: The playbook.
        turn: The turn; nothing of it changes any more.
        state: State of the conversation after it.
        today: The callers' day.
    """
    reading, route, transcript = turn.reading, turn.route, turn.transcript
    decision = turn.decision
    entities = reading.entities if reading else ()
    states = [state]
    asked = False
    if decision is not None:
        entities = (*entities, *bare_details(decision, book))
        states.append(decision.state)
        asked = asked_for_number(book, decision.state)
    # The agent reads back what earlier turns have told it.
    secrets = secret_entities(book, entities, states)

    def clean(text: str) -> str:
        return redact(text, secrets, book.entities, book.lang.redactions, asked=asked)

    before = decision.state if decision is not None else state

    def clean_of_caller(text: str) -> str:
        return clean(hidden(book, before, text, today))

    return {
        "call_id": call_id,
        "turn": turn.number,
        "v2v_ms": turn.timeline.v2v_ms,
        "stages_ms": json.dumps({name: round(ms, 1) for name, ms in turn.stages.items()}),
        "transcript": clean_of_caller(transcript.text) if transcript else None,
        "stt_confidence": transcript.confidence if transcript else None,
        "intent": reading.intent if reading else None,
        "intent_confidence": reading.confidence if reading else None,
        "act": reading.act if reading else None,
        "entities": json.dumps(kept_entities(entities, book, card=turn.card)),
        "escalation": reading.escalation.score if reading else None,
        "route": route.to if route else None,
        "route_reason": route.reason if route else None,
        "source": turn.source,
        "reply": clean(turn.reply),
        "spoken": clean(turn.spoken or ""),
        "decision": kept_decision(turn, book),
    }


def kept_decision(turn: Turn, playbook: Playbook) -> dict[str, Any] | None:
    """Return what the router saw, redacted; ``exact`` if it still leads to the same route."""
    if turn.decision is None or turn.route is None:
        return None
    safe = masked(turn.decision, playbook)
    again = safe.route(playbook)
    same = (again.to, again.reason) == (turn.route.to, turn.route.reason)
    return {"playbook": playbook.name, "exact": same, "seen": safe.to_json()}


def kept_entities(
    entities: Iterable[Entity], playbook: Playbook, *, card: bool = False
) -> list[dict[str, Any]]:
    """Return entities as they may be kept: without the values of sensitive ones, or of a card."""
    return [
        {"type": e.type, "value": None if card or is_sensitive(playbook, e.type) else e.value}
        for e in entities
    ]
