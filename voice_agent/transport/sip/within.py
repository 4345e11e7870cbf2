"""Requests of the other side within a call: changes, keys, the end. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.bodies import key_of, status_of
from voice_agent.transport.sip.dialog import ALLOW
from voice_agent.transport.sip.happenings import Changed, Pressed, Up
from voice_agent.transport.sip.message import Request
from voice_agent.transport.sip.states import SDP, CallState

if TYPE_CHECKING:
    from voice_agent.transport.sip.call import SipCall

_SUBSCRIPTION = re.compile(r"(?:^|;)\s*id\s*=\s*(\d{1,10})\s*(?=;|$)", re.IGNORECASE)


def take(call: SipCall, request: Request, now: float) -> None:
    """Take a request within a call. The user agent has seen that it is one."""
    if request.method == "ACK":
        _acknowledged(call, request, now)
    elif not call.dialog.in_order(request):
        call.respond(request, 500, now)
    elif request.method in _TAKES:
        _TAKES[request.method](call, request, now)
    else:
        call.respond(request, 405, now, [("allow", ALLOW)])


def _reinvited(call: SipCall, request: Request, now: float) -> None:
    if call.asked is not None or call.answer.invite is not None:
        call.respond(request, 491, now)
        return
    before = call.stream
    try:
        call.ours = replace(call.ours, version=call.ours.version + 1)
        body = call.answer_to(request)
    except ProtocolError:
        call.respond(request, 400, now)
        return
    if body is None:
        call.stream = before
        call.respond(request, 488, now)
        return
    call.dialog.moved(request)
    call.answer_invite(request, body, now)
    if call.stream != before:
        call.line.tell(Changed(call))


def _updated(call: SipCall, request: Request, now: float) -> None:
    extra: list[tuple[str, str]] = []
    body: bytes | None = b""
    before = call.stream
    if request.body:
        try:
            body = call.answer_to(request)
        except ProtocolError:
            call.respond(request, 400, now)
            return
        if body is None:
            call.stream = before
            call.respond(request, 488, now)
            return
        extra.append(SDP)
    call.dialog.moved(request)
    call.respond(request, 200, now, [*extra, *call.timed(request, now)], body or b"")
    if call.stream != before:
        call.line.tell(Changed(call))


def _said_bye(call: SipCall, request: Request, now: float) -> None:
    call.respond(request, 200, now)
    call.transfer_done(0)
    call.over("hung_up")


def _informed(call: SipCall, request: Request, now: float) -> None:
    key = key_of(request)
    call.respond(request, 415 if key is None else 200, now)
    if key:
        call.line.tell(Pressed(call, key))


def _notified(call: SipCall, request: Request, now: float) -> None:
    event, _, rest = request.headers.get("event").partition(";")
    if event.strip().lower() != "refer" or not call.referral.knows():
        call.respond(request, 481, now)
        return
    call.respond(request, 200, now)
    found = _SUBSCRIPTION.search(rest)
    if not call.referral.awaits(found[1] if found else ""):
        return
    status = status_of(request)
    if status >= 200:
        call.transfer_done(status)
    elif request.headers.get("subscription-state").lower().startswith("terminated"):
        call.transfer_done(0)


def _acknowledged(call: SipCall, ack: Request, now: float) -> None:
    if not call.answer.acknowledged(ack):
        return
    offered = call.answer.offered
    if not call.wanted or (offered and not call.agree(ack.body)):
        call.bye(now, "refused" if call.wanted else "we_hung_up")
        return
    if call.state is CallState.ANSWERED:
        call.state = CallState.UP
        call.line.tell(Up(call))
    elif offered:
        call.line.tell(Changed(call))


def _asked_for_options(call: SipCall, request: Request, now: float) -> None:
    call.respond(request, 200, now, [("allow", ALLOW)])


def _referred(call: SipCall, request: Request, now: float) -> None:
    # Whom we call is not for others to say.
    call.respond(request, 603, now)


_TAKES: Mapping[str, Callable[[SipCall, Request, float], None]] = MappingProxyType(
    {
        "INVITE": _reinvited,
        "UPDATE": _updated,
        "BYE": _said_bye,
        "INFO": _informed,
        "NOTIFY": _notified,
        "OPTIONS": _asked_for_options,
        "REFER": _referred,
    }
)
