"""Vonage's Voice API: the person waits in a named conversation.

https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import quote

from voice_agent.actions.http import HttpClient
from voice_agent.calls.consulting import LegState
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ActionError
from voice_agent.handoff.accounts import rest_of
from voice_agent.handoff.transfer import CHARACTERS_PER_S
from voice_agent.handoff.way import Case

_STATES: dict[str, LegState] = {
    "started": "ringing",
    "ringing": "ringing",
    "answered": "briefing",
    "human": "briefing",
    "machine": "no_answer",
    "busy": "busy",
    "rejected": "declined",
    "timeout": "no_answer",
    "unanswered": "no_answer",
    "cancelled": "failed",
    "failed": "failed",
    "completed": "declined",
}


class Vonage:
    """The calls of one application.

    Args:
        http: Connections that all calls share.
        application: Its ID.
        key: Its private key, in PEM.
        base_url: Where the API is.
        timeout_ms: Deadline of each request.
        language: Language of the brief, ``en-US``.
        ring_s: How long a number rings.
    """

    def __init__(
        self,
        http: HttpClient,
        application: str,
        key: str,
        *,
        base_url: str | None,
        timeout_ms: float,
        language: str,
        ring_s: float,
    ) -> None:
        self._rest = rest_of("vonage", http, (application, key), base_url, timeout_ms)
        self._language = language
        self._ring_s = ring_s
        self._brief_s = 0.0
        self._answered_at: float | None = None

    async def ring(self, case: Case, to: str, caller_id: str, text: str) -> str:
        """Begin a call that says ``text`` and enters the conversation."""
        talk = [{"action": "talk", "text": text, "language": self._language}] if text else []
        body = {
            "to": [{"type": "phone", "number": to.lstrip("+")}],
            "from": {"type": "phone", "number": caller_id.lstrip("+")},
            "ncco": [*talk, _conversation(case)],
            "ringing_timer": math.ceil(self._ring_s),
            "machine_detection": "hangup",
        }
        made = await self._rest.ask("POST", "/v1/calls", body=body)
        leg = made.get("uuid")
        if not isinstance(leg, str) or not leg:
            raise ActionError("Vonage's API began a call without a uuid")
        self._brief_s, self._answered_at = len(text) / CHARACTERS_PER_S, None
        return leg

    async def look(self, leg: str, case: Case) -> LegState:
        """Look at the call; the brief is taken to be over when it must have been read out."""
        call = await self._rest.ask("GET", _path(leg))
        state = _STATES.get(str(call.get("status")), "failed")
        if state != "briefing":
            return state
        now = monotonic()
        self._answered_at = self._answered_at or now
        return "ready" if now - self._answered_at >= self._brief_s else "briefing"

    async def join(self, case: Case) -> None:
        """Move the caller into the conversation."""
        if case.info is None or not case.info.call_id:
            raise ActionError("the carrier has not said which call this is")
        destination = {"type": "ncco", "ncco": [_conversation(case)]}
        body = {"action": "transfer", "destination": destination}
        await self._rest.ask("PUT", _path(case.info.call_id), body=body)

    async def drop(self, leg: str) -> None:
        """Hang up."""
        await self._rest.ask("PUT", _path(leg), body={"action": "hangup"})


def _conversation(case: Case) -> dict[str, Any]:
    return {"action": "conversation", "name": case.room, "endOnExit": True}


def _path(leg: str) -> str:
    return f"/v1/calls/{quote(leg, safe='')}"
