"""A SIP user agent without I/O: bytes and time go in, bytes and happenings come out. Pure.

The decision who may call is made here, before anything is remembered: a stranger's packet costs a
look at its source, and gets no answer at all where no password would let it in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip import sdp, within
from voice_agent.transport.sip.call import Line, SipCall, new_tag
from voice_agent.transport.sip.dialog import (
    ALLOW,
    Dialog,
    Extra,
    Here,
    answering,
    respond,
    where_to,
)
from voice_agent.transport.sip.digest import Credentials, Gate
from voice_agent.transport.sip.fields import read_address, read_uri, read_via
from voice_agent.transport.sip.happenings import Happening, Invited, Over
from voice_agent.transport.sip.message import (
    Malformed,
    Message,
    Request,
    Response,
    is_keep_alive,
    read,
    write,
)
from voice_agent.transport.sip.screening import screen
from voice_agent.transport.sip.sdes import new_key
from voice_agent.transport.sip.states import CallState
from voice_agent.transport.sip.transactions import Answering, Asking, Peer, transport_of

MAX_UNANSWERED = 64
"""Calls that may wait for an answer or its ACK at once."""
_NEVER = float("inf")


@dataclass(slots=True)
class Policy:
    """The rules of who may call.

    Attributes:
        allowed: Whether an address may call without a password.
        gate: Asks for passwords; ``None``: nobody has one.
        both: Whether the address alone is not enough.
        attempts: Count an attempt of an address; false if there were too many.
        refused: Told why somebody is refused, and where from.
    """

    allowed: Callable[[str], bool]
    gate: Gate | None = None
    both: bool = False
    attempts: Callable[[str], bool] = lambda host: True
    refused: Callable[[str, str], None] = lambda reason, host: None

    def knows(self, host: str) -> bool:
        """Return whether an address gets any answer."""
        return self.allowed(host) or (self.gate is not None and not self.both)


@dataclass(slots=True)
class UserAgent:
    """One user agent.

    Attributes:
        here: How others can reach it.
        policy: Who may call.
        laws: What it speaks, the best first.
        outbox: What is to be sent; the shell takes it.
        happened: What has happened; the shell takes it.
        calls: The calls by their names.
        srtp: Whether audio is encrypted.
        closed: True if no call is taken any more.
        local: Our address as another one sees it; ``None``: always that of ``here``.
        bound: Our end of the connection to a peer; ``None`` if there is none.
    """

    here: Here
    policy: Policy
    laws: tuple[sdp.Law, ...] = ("PCMU", "PCMA")
    timer_s: int = 1800
    srtp: sdp.Srtp = "off"
    closed: bool = False
    local: Callable[[str], str] | None = None
    bound: Callable[[Peer], tuple[str, int] | None] = lambda peer: None
    outbox: deque[tuple[bytes, Peer]] = field(default_factory=deque)
    happened: deque[Happening] = field(default_factory=deque)
    calls: dict[str, SipCall] = field(default_factory=dict)
    asking: Asking = field(init=False)
    answering: Answering = field(init=False)
    line: Line = field(init=False)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def __post_init__(self) -> None:
        self.asking, self.answering = Asking(self._send), Answering(self._send)
        self.line = Line(self.asking, self.answering, self._send, self._tell, self.timer_s)

    # -- what the shell calls ---------------------------------------------------------------

    def received(self, data: bytes, peer: Peer, now: float) -> None:
        """Take a datagram. Nothing that anybody sends raises."""
        if is_keep_alive(data):
            return
        try:
            message = read(data)
            self._message(message, peer, now)
        except Malformed as error:
            if error.request is not None and self.policy.knows(peer[0]):
                self._say(error.request, error.status, peer)
        except ProtocolError:
            self.policy.refused("malformed", peer[0])

    def lost(self, peer: Peer, now: float) -> None:
        """Take note that a connection has ended: what it should have brought does not come."""
        self.asking.unreachable(peer, now)

    def elapsed(self, now: float) -> None:
        """Do what is due."""
        self.asking.elapsed(now)
        self.answering.elapsed(now)
        for call in list(self.calls.values()):
            if now >= call.due():
                call.elapsed(now)

    def due(self) -> float:
        """Return when ``elapsed`` has something to do."""
        calls = min((call.due() for call in self.calls.values()), default=_NEVER)
        return min(self.asking.due(), self.answering.due(), calls)

    def call(
        self,
        target: str,
        peer: Peer,
        caller: str,
        ours: tuple[str, int],
        now: float,
        *,
        credentials: Credentials | None = None,
        extra: Extra = (),
    ) -> SipCall:
        """Call somebody.

        Args:
            target: URI of whom.
            peer: Where the INVITE goes.
            caller: URI of who calls.
            ours: Address and port where we receive audio.
            now: Monotonic seconds.
            credentials: For the other side, if it asks.
            extra: More header fields.
        """
        name = secrets.token_hex(16)
        here = self.here_for(peer, read_uri(caller).user)
        dialog = Dialog(here, name, caller, new_tag(), target, "", target)
        call = SipCall(
            self.line,
            dialog,
            peer,
            Request("INVITE", target, dialog.request("INVITE", number=0).headers),
            self._ours(*ours),
            CallState.CALLING,
            credentials=credentials,
        )
        self.calls[name] = call
        call.call(now, extra)
        return call

    # -- requests ---------------------------------------------------------------------------

    def _message(self, message: Message, peer: Peer, now: float) -> None:
        if isinstance(message, Response):
            if not self.asking.response(message, now):
                call = self.calls.get(message.headers.get("call-id"))
                if call is not None and 200 <= message.status < 300:
                    call.repeated(message)
            return
        # Those whom we have called may speak in that call.
        if not self.policy.knows(peer[0]) and self._call_of(message, peer) is None:
            self.policy.refused("not_allowed", peer[0])
            return
        try:
            read_via(message.headers.all("via")[0])
            tag = read_address(message.headers.get("to")).tag
            read_address(message.headers.get("from"))
        except ProtocolError:
            if message.method != "ACK":
                self._say(message, 400, peer)
            return
        if message.method == "ACK":
            self._acknowledged(message, peer, now)
        elif message.method == "CANCEL":
            self._cancelled(message, peer, now)
        elif not self.answering.again(message):
            if tag:
                self._within(message, peer, now)
            else:
                self._outside(message, peer, now)

    def _acknowledged(self, ack: Request, peer: Peer, now: float) -> None:
        if not self.answering.acknowledged(ack):
            call = self._call_of(ack, peer)
            if call is not None:
                within.take(call, ack, now)

    def _cancelled(self, cancel: Request, peer: Peer, now: float) -> None:
        call = self.calls.get(cancel.headers.get("call-id"))
        known = self.answering.knows(cancel, "INVITE")
        if not known or (call is not None and call.peer[0] != peer[0]):
            self._say(cancel, 481, peer)
            return
        self._say(cancel, 200, peer)
        if call is not None:
            call.cancelled(now)

    def _within(self, request: Request, peer: Peer, now: float) -> None:
        call = self._call_of(request, peer)
        if call is None:
            self._say(request, 481, peer)
            return
        call.peer = peer
        self.answering.remember(request, peer, now)
        within.take(call, request, now)

    def _call_of(self, request: Request, peer: Peer) -> SipCall | None:
        call = self.calls.get(request.headers.get("call-id"))
        if call is None or call.peer[0] != peer[0] or not call.dialog.takes(request):
            return None
        return call

    def _outside(self, request: Request, peer: Peer, now: float) -> None:
        if not self.policy.attempts(peer[0]):
            self.policy.refused("too_many_attempts", peer[0])
        elif request.method == "INVITE":
            self._invited(request, peer, now)
        elif request.method == "OPTIONS":
            extra = [("allow", ALLOW), ("accept", "application/sdp"), ("supported", "timer")]
            self._say(request, 200, peer, extra)
        elif request.method in ("BYE", "NOTIFY", "INFO", "UPDATE", "PRACK"):
            self._say(request, 481, peer)
        else:
            known = request.method in ("REGISTER", "SUBSCRIBE", "MESSAGE", "PUBLISH", "REFER")
            self._say(request, 405 if known else 501, peer, [("allow", ALLOW)])

    def _invited(self, invite: Request, peer: Peer, now: float) -> None:
        if not self._let_in(invite, peer, now):
            return
        waiting = sum(one.state is not CallState.UP for one in self.calls.values())
        full = self.closed or waiting >= MAX_UNANSWERED
        known = invite.headers.get("call-id") in self.calls
        if refusal := screen(invite, known=known, full=full):
            status, extra = refusal
            self._say(invite, status, peer, extra)
            return
        try:
            dialog = answering(invite, self.here_for(peer, _user_of(invite.uri)), new_tag())
        except ProtocolError:
            self._say(invite, 400, peer)
            return
        options = invite.headers.tokens("supported")
        ours, state = self._ours("", 0), CallState.INVITED
        call = SipCall(self.line, dialog, peer, invite, ours, state, options=options)
        self.calls[call.id] = call
        self.answering.remember(invite, peer, now)
        trying = respond(invite, 100, peer, agent=self.here.agent)
        self.answering.respond(invite, trying, where_to(invite, peer), now)
        self._tell(Invited(call))

    def _let_in(self, invite: Request, peer: Peer, now: float) -> bool:
        policy, host = self.policy, peer[0]
        allowed = policy.allowed(host)
        if allowed and not policy.both:
            return True
        if policy.gate is None:
            policy.refused("not_allowed", host)
            return False
        header = invite.headers.get("authorization")
        if not header:
            self._challenge(policy.gate, invite, peer, now, stale=False)
            return False
        verdict = policy.gate.check(header, invite.method, now, host)
        if verdict == "genuine":
            return True
        if verdict == "wrong":
            policy.refused("bad_password", host)
        self._challenge(policy.gate, invite, peer, now, stale=verdict == "stale")
        return False

    def _challenge(
        self, gate: Gate, invite: Request, peer: Peer, now: float, *, stale: bool
    ) -> None:
        value = gate.challenge(now, peer[0], stale=stale)
        self._say(invite, 401, peer, [("www-authenticate", value)])

    # -- parts -------------------------------------------------------------------------------

    def here_for(self, peer: Peer, user: str = "") -> Here:
        """Return our side as ``peer`` sees it."""
        host = self.local(peer[0]) if self.local else self.here.host
        # Requests of the other side come over the connection that there is.
        _, port = self.bound(peer) or ("", self.here.port)
        return Here(host, port, user, self.here.agent, transport_of(peer))

    def _ours(self, host: str, port: int) -> sdp.Ours:
        key = new_key() if self.srtp != "off" else ""
        number = secrets.randbits(31)
        return sdp.Ours(host, port, number, laws=self.laws, srtp=self.srtp, key=key)

    def _say(self, request: Request, status: int, peer: Peer, extra: Extra = ()) -> None:
        """Answer without remembering anything: the same request gets the same answer again."""
        mark = f"{request.headers.get('call-id')} {request.headers.get('via')}"
        tag = hmac.new(self._key, mark.encode("utf-8", "surrogateescape"), hashlib.sha256)
        response = respond(
            request, status, peer, tag=tag.hexdigest()[:16], extra=extra, agent=self.here.agent
        )
        self._send(write(response), where_to(request, peer))

    def _send(self, data: bytes, peer: Peer) -> None:
        self.outbox.append((data, peer))

    def _tell(self, happening: Happening) -> None:
        if isinstance(happening, Over):
            self.calls.pop(happening.call.id, None)
        self.happened.append(happening)


def _user_of(uri: str) -> str:
    try:
        return read_uri(uri).user
    except ProtocolError:
        return ""
