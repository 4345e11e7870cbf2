"""Twilio's REST API, and Telnyx's, which is made after it: the person waits in a conference.

https://www.twilio.com/docs/voice/api/call-resource
https://developers.telnyx.com/docs/voice/texml/rest-api/calls
"""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from voice_agent.actions.http import HttpClient
from voice_agent.calls.consulting import LegState
from voice_agent.core.errors import ActionError
from voice_agent.handoff.accounts import rest_of
from voice_agent.handoff.rest import Rest
from voice_agent.handoff.way import Case

_STATES: dict[str, LegState] = {
    "queued": "ringing",
    "initiated": "ringing",
    "ringing": "ringing",
    "in-progress": "briefing",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "failed",
    "completed": "declined",
}


class Twilio:
    """The calls of one account.

    Args:
        rest: The API.
        root: Path of the account, which ends in its SID.
        language: Language of the brief, ``en-US``.
        suffix: What resources end in.
        markup: Field with the document that a call carries out.
        extra: Further fields of a call that is begun.
    """

    def __init__(
        self,
        rest: Rest,
        root: str,
        *,
        language: str,
        suffix: str = ".json",
        markup: str = "Twiml",
        extra: dict[str, str] | None = None,
        ring_s: float = 25,
    ) -> None:
        self._rest = rest
        self._root = root
        self._language = language
        self._suffix = suffix
        self._markup = markup
        self._extra = extra or {}
        self._ring_s = ring_s

    async def ring(self, case: Case, to: str, caller_id: str, text: str) -> str:
        """Begin a call that says ``text`` and enters the conference. Machines are hung up on."""
        form = {
            "To": to,
            "From": caller_id,
            "Timeout": str(math.ceil(self._ring_s)),
            "MachineDetection": "Enable",
            self._markup: brief_document(text, case.room, self._language),
            **self._extra,
        }
        made = await self._rest.ask("POST", f"{self._root}/Calls{self._suffix}", form=form)
        leg = _text(made.get("sid")) or _text(made.get("call_sid"))
        if not leg:
            raise ActionError("the carrier's API began a call without a sid")
        return leg

    async def look(self, leg: str, case: Case) -> LegState:
        """Look whether the person is in the conference; before that, at the call."""
        call = await self._rest.ask("GET", self._call(leg))
        state = _STATES.get(_text(call.get("status")), "failed")
        if state != "briefing":
            return state
        if _text(call.get("answered_by")).startswith(("machine", "fax")):
            return "no_answer"
        query = {"FriendlyName": case.room, "Status": "in-progress"}
        path = f"{self._root}/Conferences{self._suffix}"
        found = (await self._rest.ask("GET", path, query=query)).get("conferences")
        return "ready" if found else "briefing"

    async def join(self, case: Case) -> None:
        """Move the caller into the conference: Twilio closes the media stream then."""
        if case.info is None or not case.info.call_id:
            raise ActionError("the carrier has not said which call this is")
        form = {self._markup: join_document(case.room)}
        await self._rest.ask("POST", self._call(case.info.call_id), form=form)

    async def drop(self, leg: str) -> None:
        """Hang up."""
        await self._rest.ask("POST", self._call(leg), form={"Status": "completed"})

    def _call(self, leg: str) -> str:
        return f"{self._root}/Calls/{quote(leg, safe='')}{self._suffix}"


def twilio(
    http: HttpClient,
    account: str,
    token: str,
    *,
    base_url: str | None,
    timeout_ms: float,
    language: str,
    ring_s: float,
) -> Twilio:
    """Make the switchboard of a Twilio account."""
    rest = rest_of("twilio", http, (account, token), base_url, timeout_ms)
    root = f"/2010-04-01/Accounts/{quote(account, safe='')}"
    return Twilio(rest, root, language=language, ring_s=ring_s)


def telnyx(
    http: HttpClient,
    account: str,
    token: str,
    application: str,
    *,
    base_url: str | None,
    timeout_ms: float,
    language: str,
    ring_s: float,
) -> Twilio:
    """Make the switchboard of a Telnyx account: the same calls and conferences, in TeXML."""
    rest = rest_of("telnyx", http, (account, token), base_url, timeout_ms)
    return Twilio(
        rest,
        f"/v2/texml/Accounts/{quote(account, safe='')}",
        language=language,
        suffix="",
        markup="Texml",
        extra={"ApplicationSid": application},
        ring_s=ring_s,
    )


def brief_document(text: str, room: str, language: str) -> str:
    """Return what the person's telephone does: the brief, then the conference."""
    said = f'<Say language="{escape(language)}">{escape(text)}</Say>' if text else ""
    return f"<Response>{said}{_conference(room, starts=True)}</Response>"


def join_document(room: str) -> str:
    """Return what the caller's call does instead of streaming to us."""
    return f"<Response>{_conference(room, starts=False)}</Response>"


def _conference(room: str, *, starts: bool) -> str:
    start = "true" if starts else "false"
    return (
        f'<Dial><Conference beep="false" startConferenceOnEnter="{start}" '
        f'endConferenceOnExit="true">{escape(room)}</Conference></Dial>'
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
