"""The messages of ``/agents``: JSON both ways, audio with one byte before it. Pure.

``docs/reference/agents.md`` describes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from voice_agent.calls.redaction import redact
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import HandedOff
from voice_agent.handoff.desk import Seat, Waiting
from voice_agent.playbook import Playbook
from voice_agent.transport.opening import told

CALLER, AGENT, WHISPER = b"\x00", b"\x01", b"\x02"
"""The byte before audio: whose it is."""
LINES = 12
"""Lines of the conversation that are shown."""
MAX_NAME = 40
Kind = Literal["hello", "accept", "decline", "listen", "join", "hangup"]
_KINDS: tuple[Kind, ...] = ("hello", "accept", "decline", "listen", "join", "hangup")


@dataclass(frozen=True, slots=True)
class Wish:
    """A message of the page.

    Attributes:
        kind: What the person does.
        call_id: With which call; empty to listen to none.
        name: Who they are; of ``hello`` alone.
    """

    kind: Kind
    call_id: str = ""
    name: str = ""


def read(text: str) -> Wish:
    """Read a message of the page.

    Raises:
        ProtocolError: The page does not say that.
    """
    try:
        message = json.loads(text)
        kind = message["type"]
        call_id, name = told(message.get("call_id")), told(message.get("name"))[:MAX_NAME]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ProtocolError("expected a JSON object with a type") from None
    if kind not in _KINDS:
        raise ProtocolError(f"unknown type; known: {', '.join(_KINDS)}")
    return Wish(kind, call_id, name.strip())


def calls(waiting: Iterable[Waiting], seat: Seat, playbook: Playbook, now: float) -> str:
    """Return the message with every call that waits, as this person sees it."""
    return json.dumps(
        {"type": "calls", "calls": [_shown(one, seat, playbook, now) for one in waiting]}
    )


def _shown(one: Waiting, seat: Seat, playbook: Playbook, now: float) -> dict[str, Any]:
    brief = one.case.brief
    intent = brief.task or brief.intent or ""
    spec = playbook.intents.get(intent)
    taker = "" if one.taker is None else ("you" if one.taker is seat else one.taker.name)
    return {
        "call_id": one.case.call_id,
        "waits_s": round(now - one.since, 1),
        "caller": brief.line.from_number,
        "carrier": brief.line.carrier,
        "wants": (spec.about if spec is not None else "") or intent.replace("_", " "),
        "why": brief.reason,
        "escalation": brief.escalation,
        "sentiment": brief.sentiment,
        "details": {name: _plain(value) for name, value in brief.details.items()},
        "tried": [one.model_dump() for one in brief.tried],
        "lines": last_lines(brief, playbook),
        "taken_by": taker,
        "declined": seat in one.declined,
    }


def last_lines(brief: HandedOff, playbook: Playbook) -> list[dict[str, str]]:
    """Return the end of the conversation, redacted: it stays on a screen."""
    return [
        {"speaker": line.speaker, "text": redacted(line.text, playbook)}
        for line in brief.transcript[-LINES:]
    ]


def redacted(text: str, playbook: Playbook) -> str:
    """Return a text without what looks like personal details."""
    return redact(text, (), playbook.entities, playbook.lang.redactions)


def caption(call_id: str, speaker: str, text: str, playbook: Playbook) -> str:
    """Return the message with a line that was just said."""
    return message("caption", call_id=call_id, speaker=speaker, text=redacted(text, playbook))


def message(type_: str, **fields: Any) -> str:
    """Return any other message."""
    return json.dumps({"type": type_, **fields})


def _plain(value: Any) -> str:
    if isinstance(value, dict) and {"amount", "currency"} <= value.keys():
        return f"{value['amount']:g} {value['currency']}"
    return str(value)
