"""One SIP call, incoming or outgoing: offer and answer, hold, transfer, timers, its end. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip import sdp, session_timer
from voice_agent.transport.sip.bodies import kind_of
from voice_agent.transport.sip.dialog import ALLOW, Dialog, Extra, established, where_to
from voice_agent.transport.sip.dialog import respond as make_response
from voice_agent.transport.sip.digest import Credentials
from voice_agent.transport.sip.happenings import (
    Happening,
    Over,
    Progress,
    Transferred,
    Up,
    Why,
)
from voice_agent.transport.sip.message import Headers, Request, Response, cseq, write
from voice_agent.transport.sip.proving import proof
from voice_agent.transport.sip.referral import Referral
from voice_agent.transport.sip.repeating import Repeating
from voice_agent.transport.sip.states import NEVER, SDP, CallState
from voice_agent.transport.sip.transactions import TIMEOUT_S, Answering, Asking, Peer


@dataclass(slots=True)
class Line:
    """What all calls of a user agent share.

    Attributes:
        asking: Our requests.
        answering: Their requests.
        send: Sends bytes.
        tell: Told what happens.
        timer_s: Interval of session timers.
    """

    asking: Asking
    answering: Answering
    send: Callable[[bytes, Peer], None]
    tell: Callable[[Happening], None]
    timer_s: int = 1800


@dataclass(slots=True)
class SipCall:
    """One call.

    Attributes:
        line: What it shares with others.
        dialog: What both sides remember.
        peer: Where its requests go: where the other side's come from.
        invite: The INVITE that began it.
        ours: Our side of the audio; without a port until there is one.
        state: How far it has come.
        stream: What was agreed on; ``None`` until then.
        credentials: Ours, if the other side asks.
        timer: Its session timer.
        options: Extensions that the other side knows, in lower case.
    """

    line: Line
    dialog: Dialog
    peer: Peer
    invite: Request
    ours: sdp.Ours
    state: CallState
    stream: sdp.Stream | None = None
    credentials: Credentials | None = None
    timer: session_timer.Timer | None = None
    options: Collection[str] = ()
    answer: Repeating = field(default_factory=Repeating)
    _ends_at: float = NEVER
    """When a call of ours that was taken back is given up."""
    asked: Request | None = None
    """Our INVITE on its way."""
    _ack: bytes = b""
    wanted: bool = True
    """False once we have hung up before both sides agreed."""
    _seen: bool = False
    """Whether the other side has our INVITE, and we have not taken it back."""
    referral: Referral = field(default_factory=Referral)
    _updates: bool = False
    _tried: int = 0
    _extra: list[tuple[str, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The call's own name."""
        return self.dialog.call_id

    def supports(self, option: str) -> bool:
        """Return whether the other side knows an extension, such as ``replaces``."""
        return option in self.options

    # -- a call that comes in ---------------------------------------------------------------

    def refuse(self, status: int, now: float, extra: Extra = ()) -> None:
        """Refuse a call that has not been answered."""
        if self.state is CallState.INVITED:
            self.respond(self.invite, status, now, extra)
            self.over("refused", status)

    def ring(self, now: float) -> None:
        """Let the caller hear that it rings."""
        if self.state is CallState.INVITED:
            self.respond(self.invite, 180, now)

    def accept(self, host: str, port: int, now: float) -> bool:
        """Answer the call; return whether the caller speaks anything that we do.

        Args:
            host: Address where we receive its audio.
            port: Port where we receive its audio.
            now: Monotonic seconds.
        """
        if self.state is not CallState.INVITED:
            return False
        self.ours = replace(self.ours, host=host, port=port)
        try:
            body = self.answer_to(self.invite)
        except ProtocolError:
            self.refuse(400, now)
            return False
        if body is None:
            self.refuse(488, now)
            return False
        self.state = CallState.ANSWERED
        self._updates = "update" in self.invite.headers.tokens("allow")
        self.answer_invite(self.invite, body, now)
        return True

    # -- a call of ours -----------------------------------------------------------------------

    def call(self, now: float, extra: Extra = ()) -> None:
        """Send the INVITE."""
        self._extra = list(extra)
        self._invite(now, sdp.offer(self.ours))

    def hang_up(self, now: float) -> None:
        """End the call, however far it has come."""
        if self.state is CallState.INVITED:
            self.refuse(480, now)
        elif self.state is CallState.CALLING:
            self.wanted, self._ends_at = False, now + TIMEOUT_S
            self._cancel(now)
        elif self.state is CallState.ANSWERED:
            # RFC 3261, 15: not before the ACK.
            self.wanted = False
        elif self.state is CallState.UP:
            self.bye(now, "we_hung_up")

    def transfer(self, target: str, now: float) -> None:
        """Ask the other side to call somebody else instead (RFC 3515)."""
        if self.state is not CallState.UP:
            self.line.tell(Transferred(self, 0))
            return
        extra = [("refer-to", f"<{target}>"), ("referred-by", f"<{self.dialog.local}>")]
        asked = self._ask("REFER", now, self._referred, extra)
        self.referral.begin(cseq(asked.headers)[0], now)

    def _referred(self, response: Response, now: float) -> None:
        # After 2xx a NOTIFY says what came of it.
        if response.status >= 300:
            self.transfer_done(response.status)

    def transfer_done(self, status: int) -> None:
        """Tell once what came of a transfer."""
        if self.referral.awaited:
            self.referral.stop()
            self.line.tell(Transferred(self, status))

    def cancelled(self, now: float) -> None:
        """Take back what has not been answered."""
        if self.state is CallState.INVITED:
            self.respond(self.invite, 487, now)
            self.over("cancelled")

    # -- responses ------------------------------------------------------------------------------

    def repeated(self, response: Response) -> None:
        """Acknowledge a 2xx to our INVITE that came once more."""
        if self._ack and cseq(response.headers)[1] == "INVITE":
            self.line.send(self._ack, self.peer)

    def _invited(self, response: Response, now: float) -> None:
        """Take a response to the INVITE that began a call of ours."""
        if self.state is not CallState.CALLING:
            return
        status = response.status
        if status < 200:
            self._seen = True
            if not self.wanted:
                self._cancel(now)
            elif status > 100:
                if response.body:
                    self.agree(response.body)
                self.line.tell(Progress(self, status))
            return
        self.asked = None
        if status >= 300:
            if status == 422 and self.wanted and self._tried < 2:
                self._tried += 1
                least = response.headers.get("min-se").partition(";")[0].strip()
                if least.isascii() and least.isdecimal() and len(least) < 6:
                    self.line.timer_s = max(self.line.timer_s, int(least))
                    self._invite(now, sdp.offer(self.ours))
                    return
            self.over("no_answer" if self.wanted else "we_hung_up", status)
            return
        try:
            established(self.dialog, response)
        except ProtocolError:
            self.over("no_answer", 500)
            return
        self._acknowledge(response)
        self.state, self._ends_at = CallState.UP, NEVER
        self._updates = "update" in response.headers.tokens("allow")
        self.options = response.headers.tokens("supported")
        self.timer = session_timer.answered(response.headers, now)
        if not self.wanted:
            self.bye(now, "we_hung_up")
        elif not self.agree(response.body) and self.stream is None:
            self.bye(now, "refused")
        else:
            self.line.tell(Up(self))

    def _refreshed(self, response: Response, now: float) -> None:
        if response.status < 200:
            return
        if self.asked is not None and response.status < 300:
            self._acknowledge(response)
        self.asked = None
        if response.status in (408, 481):
            self.over("expired")
        elif response.status < 300 and self.timer:
            self.timer = self.timer.refreshed(now)
        elif self.timer:
            # Glare, or a refusal: again in a while; the timer's end bounds it.
            self.timer = replace(self.timer, began=now + 5.0 - self.timer.interval_s / 2)

    # -- time ---------------------------------------------------------------------------------

    def due(self) -> float:
        """Return when ``elapsed`` has something to do."""
        timer = self.timer if self.state is CallState.UP else None
        refresh = timer.refresh_at if timer and self.asked is None else NEVER
        ends = timer.ends_at if timer else NEVER
        repeating = min(self.answer.again_at, self.answer.ends_at)
        return min(repeating, self._ends_at, self.referral.ends_at, refresh, ends)

    def elapsed(self, now: float) -> None:
        """Do what is due."""
        if now >= self.referral.ends_at:
            self.transfer_done(408)
        if now >= self._ends_at:
            if self.asked is not None:
                self.line.asking.forget(self.asked)
            self.over("we_hung_up")
        elif now >= self.answer.ends_at:
            self.bye(now, "no_ack")
        elif now >= self.answer.again_at:
            self.line.send(self.answer.data, where_to(self.invite, self.peer))
            self.answer.repeated(now)
        if self.timer is None or self.state is not CallState.UP:
            return
        if now >= self.timer.ends_at:
            self.bye(now, "expired")
        elif now >= self.timer.refresh_at and self.asked is None:
            self._refresh(now)

    def _refresh(self, now: float) -> None:
        assert self.timer is not None
        value = f"{self.timer.interval_s:.0f};refresher=uac"
        extra = [("supported", "timer"), ("session-expires", value)]
        if self._updates:
            self.asked = self._ask("UPDATE", now, self._refreshed_by_update, extra)
        elif self.stream is not None:
            body = sdp.again(self.ours, self.stream)
            extra += [SDP, ("allow", ALLOW)]
            self.asked = self._ask("INVITE", now, self._refreshed, extra, body)

    def _refreshed_by_update(self, response: Response, now: float) -> None:
        self.asked = None
        self._refreshed(response, now)

    # -- parts -----------------------------------------------------------------------------------

    def _invite(self, now: float, body: bytes) -> None:
        extra = [
            SDP,
            ("allow", ALLOW),
            ("supported", "timer"),
            ("session-expires", str(self.line.timer_s)),
            *self._extra,
        ]
        self.asked = self._ask("INVITE", now, self._invited, extra, body)

    def _cancel(self, now: float) -> None:
        asked = self.asked
        # A request that nobody has seen yet cannot be taken back (RFC 3261, 9.1).
        if asked is None or not self._seen:
            return
        self._seen = False
        kept = ("via", "route", "from", "to", "call-id", "max-forwards")
        fields = [one for one in asked.headers if one[0] in kept]
        fields.append(("cseq", f"{cseq(asked.headers)[0]} CANCEL"))
        cancel = Request("CANCEL", asked.uri, Headers(tuple(fields)))
        self.line.asking.ask(cancel, self.peer, now, lambda response, at: None)

    def _acknowledge(self, response: Response) -> None:
        number, _ = cseq(response.headers)
        self._ack = write(self.dialog.request("ACK", number=number))
        self.line.send(self._ack, self.peer)

    def _ask(
        self,
        method: str,
        now: float,
        heard: Callable[[Response, float], None],
        extra: Extra = (),
        body: bytes = b"",
    ) -> Request:
        """Send a request; a challenge is answered once."""
        extra = list(extra)

        def challenged(response: Response, at: float) -> None:
            said = proof(request, response, self.credentials) if self.wanted else None
            if said is None:
                heard(response, at)
                return
            again = self.dialog.request(method, [*extra, said], body)
            if method == "INVITE":
                self.asked = again
            self.line.asking.ask(again, self.peer, at, heard)

        request = self.dialog.request(method, extra, body)
        self.line.asking.ask(request, self.peer, now, challenged)
        return request

    def answer_to(self, request: Request) -> bytes | None:
        """Return our answer to an offer, or our offer; ``None`` if there is nothing in common."""
        self.answer.offered = not request.body
        if self.answer.offered:
            return sdp.offer(self.ours)
        sdp_given = kind_of(request) == "application/sdp"
        made = sdp.answer(request.body, self.ours) if sdp_given else None
        if made is None:
            return None
        body, stream = made
        self.stream = self._usable(stream)
        return body

    def answer_invite(self, request: Request, body: bytes, now: float) -> None:
        """Accept an INVITE, and say so until it is acknowledged."""
        extra = [("contact", f"<{self.dialog.here.contact}>"), ("allow", ALLOW), SDP]
        extra += [("record-route", one) for one in request.headers.all("record-route")]
        extra += self.timed(request, now)
        response = self.respond(request, 200, now, extra, body)
        self.answer.begin(request, response, now)

    def timed(self, request: Request, now: float) -> list[tuple[str, str]]:
        """Agree on a session timer; return the header fields that say so."""
        timer, value = session_timer.agreed(request.headers, self.line.timer_s, now)
        self.timer = timer
        if timer is None:
            return []
        return [("supported", "timer"), ("require", "timer"), ("session-expires", value)]

    def agree(self, body: bytes) -> bool:
        """Take their answer to our offer; return whether we can speak with them."""
        try:
            stream = sdp.read(body, self.ours)
        except ProtocolError:
            return False
        if stream is not None:
            self.stream = self._usable(stream)
        return stream is not None

    def _usable(self, stream: sdp.Stream) -> sdp.Stream:
        """Return the stream; audio for no usable address goes where the requests come from."""
        return stream if stream.host or not stream.sends else replace(stream, host=self.peer[0])

    def respond(
        self, request: Request, status: int, now: float, extra: Extra = (), body: bytes = b""
    ) -> Response:
        """Answer a request of theirs."""
        here = self.dialog.here
        response = make_response(
            request,
            status,
            self.peer,
            tag=self.dialog.local_tag,
            extra=extra,
            body=body,
            agent=here.agent,
        )
        self.line.answering.respond(request, response, where_to(request, self.peer), now)
        return response

    def bye(self, now: float, why: Why) -> None:
        """Say goodbye."""
        self._ask("BYE", now, lambda response, at: None)
        self.over(why)

    def over(self, why: Why, status: int = 0) -> None:
        """End the call here, and tell it once."""
        if self.state is not CallState.OVER:
            self.state = CallState.OVER
            self.answer.stop()
            self._ends_at = NEVER
            self.transfer_done(0)
            self.line.tell(Over(self, why, status))


def new_tag() -> str:
    """Return a tag that nobody can guess."""
    return secrets.token_hex(8)
