"""Plivo's REST API: the person waits in a conference, about which Plivo asks this server.

https://www.plivo.com/docs/voice/api/call
https://www.plivo.com/docs/voice/api/conference
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from voice_agent.actions.http import HttpClient
from voice_agent.calls.consulting import LegState
from voice_agent.core.clock import epoch, monotonic
from voice_agent.core.errors import ActionError
from voice_agent.handoff.accounts import rest_of
from voice_agent.handoff.rest import ApiRefusal
from voice_agent.handoff.rooms import room_url
from voice_agent.handoff.transfer import CHARACTERS_PER_S
from voice_agent.handoff.way import Case

_ASKED_WITHIN_S = 60
"""How long after the ringing Plivo may still ask for the conference."""
_VOICE = "WOMAN"
_NOT_FOUND = 404

_CAUSES: Mapping[str, LegState] = MappingProxyType(
    {
        "busy line": "busy",
        "no answer": "no_answer",
        "ring timeout reached": "no_answer",
        "rejected": "declined",
        "normal hangup": "declined",
        "end of xml instructions": "declined",
    }
)
"""Why a leg has ended, by Plivo's name of the cause."""


class Plivo:
    """The calls of one account.

    Args:
        http: Connections that all calls share.
        account: Its auth ID.
        token: Its auth token; it also signs what Plivo is to ask this server.
        public_url: How Plivo reaches this server.
        base_url: Where the API is.
        timeout_ms: Deadline of each request.
        language: Language of the brief, ``en-US``.
        ring_s: How long a number rings.
    """

    def __init__(
        self,
        http: HttpClient,
        account: str,
        token: str,
        public_url: str,
        *,
        base_url: str | None,
        timeout_ms: float,
        language: str,
        ring_s: float,
    ) -> None:
        self._rest = rest_of("plivo", http, (account, token), base_url, timeout_ms)
        self._root = f"/v1/Account/{quote(account, safe='')}"
        self._token = token
        self._public_url = public_url
        self._language = language
        self._ring_s = ring_s
        self._text = ""
        self._answered = False
        self._told_at: float | None = None

    async def ring(self, case: Case, to: str, caller_id: str, text: str) -> str:
        """Begin a call that enters the conference; ``text`` is said there."""
        body = {
            "from": caller_id.lstrip("+"),
            "to": to.lstrip("+"),
            "answer_url": self._room_url(case),
            "answer_method": "POST",
            "ring_timeout": math.ceil(self._ring_s),
            "machine_detection": "hangup",
        }
        made = await self._rest.ask("POST", f"{self._root}/Call/", body=body)
        leg = made.get("request_uuid")
        if not isinstance(leg, str) or not leg:
            raise ActionError("Plivo's API began a call without a request_uuid")
        self._text, self._answered, self._told_at = text, False, None
        return leg

    async def look(self, leg: str, case: Case) -> LegState:
        """Look at the call, and at the conference; the brief is said once the person is there."""
        live = await self._found(self._call(leg), {"status": "live"})
        if live is None:
            return await self._ended(leg)
        if live.get("call_status") != "in-progress":
            return "ringing"
        self._answered = True
        if await self._found(f"{self._root}/Conference/{case.room}/") is None:
            return "briefing"
        now = monotonic()
        if self._told_at is None:
            await self._tell(leg)
            self._told_at = now
        # The API does not tell when it has been read out.
        return "ready" if now - self._told_at >= len(self._text) / CHARACTERS_PER_S else "briefing"

    async def join(self, case: Case) -> None:
        """Move the caller into the conference: Plivo closes the media stream then."""
        if case.info is None or not case.info.call_id:
            raise ActionError("the carrier has not said which call this is")
        body = {"legs": "aleg", "aleg_url": self._room_url(case), "aleg_method": "POST"}
        await self._rest.ask("POST", self._call(case.info.call_id), body=body)

    async def drop(self, leg: str) -> None:
        """Hang up, or stop ringing."""
        path = self._call(leg) if self._answered else f"{self._root}/Request/{_safe(leg)}/"
        await self._rest.ask("DELETE", path)

    async def _tell(self, leg: str) -> None:
        if self._text:
            body = {"text": self._text, "voice": _VOICE, "language": self._language}
            await self._rest.ask("POST", f"{self._call(leg)}Speak/", body=body)

    async def _ended(self, leg: str) -> LegState:
        """Return why a leg is not on the line: it may not be yet, or its record is still made."""
        record = await self._found(self._call(leg))
        if record is None:
            return "declined" if self._answered else "ringing"
        cause = str(record.get("hangup_cause_name", "")).lower()
        return "no_answer" if "machine" in cause else _CAUSES.get(cause, "failed")

    async def _found(
        self, path: str, query: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        try:
            return await self._rest.ask("GET", path, query=query)
        except ApiRefusal as error:
            if error.status == _NOT_FOUND:
                return None
            raise

    def _room_url(self, case: Case) -> str:
        until = math.ceil(epoch() + self._ring_s + _ASKED_WITHIN_S)
        return room_url(self._public_url, case.room, self._token, until)

    def _call(self, leg: str) -> str:
        return f"{self._root}/Call/{_safe(leg)}/"


def room_document(room: str) -> str:
    """Return what a call does that belongs into a conference: it ends with who leaves first."""
    return (
        '<Response><Conference startConferenceOnEnter="true" endConferenceOnExit="true">'
        f"{room}</Conference></Response>"
    )


def _safe(text: str) -> str:
    return quote(text, safe="")
