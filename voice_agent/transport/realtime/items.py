"""The shape of items, responses and events in both versions of the OpenAI Realtime protocol. Pure.

The names are those of today; ``BETA_NAMES`` are the ones that the beta version calls otherwise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from voice_agent.transport.realtime.errors import RealtimeError
from voice_agent.transport.realtime.session import VOICE, Session, described

Status = Literal["in_progress", "completed", "cancelled"]

BETA_NAMES = {
    "response.output_audio.delta": "response.audio.delta",
    "response.output_audio.done": "response.audio.done",
    "response.output_audio_transcript.delta": "response.audio_transcript.delta",
    "response.output_audio_transcript.done": "response.audio_transcript.done",
    "conversation.item.added": "conversation.item.created",
    "conversation.item.done": None,
}
"""``None``: the beta version has no such event."""


@dataclass(slots=True)
class Response:
    """One reply of the agent.

    Attributes:
        number: From 1.
        item_id: Its only item.
        text: What was said so far.
        audio_ms: How much of its audio was sent.
        status: How it ended, if it has.
        reason: Why it was cancelled.
    """

    number: int
    item_id: str
    text: str = ""
    audio_ms: float = 0.0
    status: Status = "in_progress"
    reason: str = "turn_detected"

    @property
    def id(self) -> str:
        """Return its name."""
        return f"resp_{self.number}"

    def at(self) -> dict[str, Any]:
        """Return where an event about its content belongs."""
        return {"response_id": self.id, **self.in_item(), "output_index": 0}

    def in_item(self) -> dict[str, Any]:
        """Return where its content is."""
        return {"item_id": self.item_id, "content_index": 0}

    def part(self) -> dict[str, Any]:
        """Return its content as a part."""
        return {"type": "audio", "transcript": self.text}

    def item(self, *, beta: bool) -> dict[str, Any]:
        """Return its item; what was cancelled is incomplete."""
        status = "incomplete" if self.status == "cancelled" else self.status
        content = {"type": "audio" if beta else "output_audio", "transcript": self.text}
        filled = [content] if self.text or self.audio_ms else []
        return message(self.item_id, "assistant", filled, status)

    def described(self, session: Session) -> dict[str, Any]:
        """Return the response as its events tell it."""
        cancelled = {"type": "cancelled", "reason": self.reason}
        body: dict[str, Any] = {
            "object": "realtime.response",
            "id": self.id,
            "status": self.status,
            "status_details": cancelled if self.status == "cancelled" else None,
            "output": [] if self.status == "in_progress" else [self.item(beta=session.beta)],
            "usage": None,
        }
        if session.beta:
            form = session.says.beta
            return body | {"modalities": ["audio", "text"], "output_audio_format": form}
        output = {"format": described(session.says), "voice": VOICE}
        return body | {"output_modalities": ["audio"], "audio": {"output": output}}


def message(
    item_id: str, role: str, content: list[dict[str, Any]], status: str = "completed"
) -> dict[str, Any]:
    """Return an item that is a message."""
    return {
        "id": item_id,
        "object": "realtime.item",
        "type": "message",
        "status": status,
        "role": role,
        "content": content,
    }


class Writer:
    """Writes events as JSON text, numbered, in the client's version of the protocol."""

    def __init__(self, *, beta: bool) -> None:
        self._beta = beta
        self._count = 0

    def event(self, kind: str, **fields: Any) -> list[str]:
        """Write one event; nothing if the client's version does not have it."""
        name = BETA_NAMES.get(kind, kind) if self._beta else kind
        if name is None:
            return []
        self._count += 1
        return [json.dumps({"type": name, "event_id": f"event_{self._count}", **fields})]

    def error(self, error: Exception) -> list[str]:
        """Write a mistake of the client."""
        known = error if isinstance(error, RealtimeError) else RealtimeError(str(error), "protocol")
        return self._error("invalid_request_error", known.error_code, str(known),
                           param=known.param, event_id=known.event_id)  # fmt: skip

    def failure(self, code: str, text: str) -> list[str]:
        """Write what went wrong on our side."""
        return self._error("server_error", code, text, param=None, event_id=None)

    def _error(self, kind: str, code: str, text: str, **more: str | None) -> list[str]:
        return self.event("error", error={"type": kind, "code": code, "message": text, **more})
