"""Requests that are sent until they are answered, and answers that are sent again. Pure.

RFC 3261, section 17. Over UDP what is lost is repeated; what comes twice is done once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.fields import read_via
from voice_agent.transport.sip.message import Headers, Request, Response, cseq, write

T1_S, T2_S = 0.5, 4.0
TIMEOUT_S = 64 * T1_S
MAX_REMEMBERED = 4096
"""Answered requests that are remembered; of more, the oldest are forgotten."""
MAGIC = "z9hG4bK"
_NEVER = float("inf")

StreamTransport = Literal["TCP", "TLS"]
Address = tuple[str, int]
Peer = Address | tuple[str, int, StreamTransport]
"""An address and a port, over UDP; or the other end of a connection."""
Send = Callable[[bytes, Peer], None]


def transport_of(peer: Peer) -> str:
    """Return what ``Via`` calls the way to a peer."""
    return peer[2] if len(peer) > 2 else "UDP"


def repeats(peer: Peer) -> bool:
    """Return whether what is sent may be lost on the way, so that it is to be sent again."""
    return len(peer) == 2


@dataclass(slots=True)
class _Sent:
    """A request that waits for its final response."""

    request: Request
    data: bytes
    peer: Peer
    heard: Callable[[Response, float], None]
    next_at: float
    ends_at: float
    interval: float = T1_S
    provisional: bool = False
    ack: bytes = b""


class Asking:
    """The requests of ours.

    Args:
        send: Sends bytes.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._sent: dict[tuple[str, str], _Sent] = {}

    def __len__(self) -> int:
        return len(self._sent)

    def ask(
        self, request: Request, peer: Peer, now: float, heard: Callable[[Response, float], None]
    ) -> None:
        """Send a request until it is answered.

        Args:
            request: Its first ``Via`` is ours.
            peer: Where it goes.
            now: Monotonic seconds.
            heard: Told of each response once; a request that nobody answers gets status 408.
        """
        data = write(request)
        branch = read_via(request.headers.get("via")).branch
        again_at = now + T1_S if repeats(peer) else _NEVER
        self._sent[branch, request.method] = _Sent(
            request, data, peer, heard, again_at, now + TIMEOUT_S
        )
        self._send(data, peer)

    def response(self, response: Response, now: float) -> bool:
        """Take a response; return whether it belongs to a request of ours."""
        try:
            key = (read_via(response.headers.get("via")).branch, cseq(response.headers)[1])
        except ProtocolError:
            return False
        sent = self._sent.get(key)
        if sent is None:
            return False
        if sent.ack:
            # The final response once more: our ACK was lost.
            self._send(sent.ack, sent.peer)
            return True
        invites = sent.request.method == "INVITE"
        if response.status < 200:
            sent.provisional = True
            if invites:
                sent.next_at = sent.ends_at = float("inf")
        elif invites and response.status >= 300:
            sent.ack = write(ack_of(sent.request, response))
            sent.next_at, sent.ends_at = float("inf"), now + TIMEOUT_S
            self._send(sent.ack, sent.peer)
        else:
            del self._sent[key]
        sent.heard(response, now)
        return True

    def due(self) -> float:
        """Return when ``elapsed`` has something to do."""
        return min((min(one.next_at, one.ends_at) for one in self._sent.values()), default=_NEVER)

    def elapsed(self, now: float) -> None:
        """Send again what is due, and give up what nobody answers."""
        for key, sent in list(self._sent.items()):
            if now >= sent.ends_at:
                del self._sent[key]
                if not sent.ack:
                    sent.heard(Response(408, "Request Timeout", sent.request.headers), now)
            elif now >= sent.next_at:
                self._send(sent.data, sent.peer)
                sent.interval *= 2
                if sent.request.method != "INVITE":
                    sent.interval = T2_S if sent.provisional else min(sent.interval, T2_S)
                sent.next_at = now + sent.interval

    def unreachable(self, peer: Peer, now: float) -> None:
        """Give up what nobody at the end of a connection can answer (RFC 3261, 8.1.3.1)."""
        for key, sent in list(self._sent.items()):
            if sent.peer != peer or key not in self._sent:
                continue
            del self._sent[key]
            if not sent.ack:
                sent.heard(Response(503, "Service Unavailable", sent.request.headers), now)

    def forget(self, request: Request) -> None:
        """Wait no longer for the response to a request."""
        branch = read_via(request.headers.get("via")).branch
        self._sent.pop((branch, request.method), None)


@dataclass(slots=True)
class _Answered:
    """A request of theirs."""

    peer: Peer
    ends_at: float
    data: bytes = b""
    next_at: float = float("inf")
    interval: float = T1_S


@dataclass(slots=True)
class Answering:
    """The requests of theirs that have been seen.

    Attributes:
        send: Sends bytes.
    """

    send: Send
    _seen: OrderedDict[str, _Answered] = field(default_factory=OrderedDict, init=False)

    def __len__(self) -> int:
        return len(self._seen)

    def again(self, request: Request) -> bool:
        """Return whether a request has been seen; its last response is then sent again."""
        seen = self._seen.get(key_of(request))
        if seen is not None and seen.data:
            self.send(seen.data, seen.peer)
        return seen is not None

    def remember(self, request: Request, peer: Peer, now: float) -> None:
        """Remember a request, for as long as it may come again."""
        while len(self._seen) >= MAX_REMEMBERED:
            self._seen.popitem(last=False)
        self._seen[key_of(request)] = _Answered(peer, now + TIMEOUT_S)

    def respond(self, request: Request, response: Response, peer: Peer, now: float) -> None:
        """Send a response, and again for each repetition of its request."""
        data = write(response)
        self.send(data, peer)
        seen = self._seen.get(key_of(request))
        if seen is None:
            return
        seen.data, seen.ends_at = data, now + TIMEOUT_S
        if request.method == "INVITE" and response.status < 200:
            seen.ends_at = float("inf")
        elif request.method == "INVITE" and response.status >= 300:
            # It is repeated until the ACK. A 2xx is repeated by its call.
            seen.interval, seen.next_at = T1_S, now + T1_S if repeats(seen.peer) else _NEVER

    def acknowledged(self, ack: Request) -> bool:
        """Take an ACK; return whether it was for a refusal of ours."""
        seen = self._seen.get(key_of(ack, "INVITE"))
        if seen is None or seen.next_at == _NEVER:
            return False
        seen.next_at = _NEVER
        return True

    def knows(self, request: Request, method: str) -> bool:
        """Return whether the request of another method in the same transaction was seen."""
        return key_of(request, method) in self._seen

    def due(self) -> float:
        """Return when ``elapsed`` has something to do."""
        return min((min(one.next_at, one.ends_at) for one in self._seen.values()), default=_NEVER)

    def elapsed(self, now: float) -> None:
        """Send again what is due, and forget what is old."""
        for key, seen in list(self._seen.items()):
            if now >= seen.ends_at:
                del self._seen[key]
            elif now >= seen.next_at:
                self.send(seen.data, seen.peer)
                seen.interval = min(2 * seen.interval, T2_S)
                seen.next_at = now + seen.interval


def key_of(request: Request, method: str = "") -> str:
    """Return what all repetitions of a request have in common.

    Raises:
        ProtocolError: Its ``Via`` cannot be read.
    """
    via = read_via(request.headers.all("via")[0])
    method = method or request.method
    if via.branch.startswith(MAGIC):
        return f"{via.branch} {via.host}:{via.port} {method}"
    # Before RFC 3261 a branch named nothing.
    headers = request.headers
    parts = [headers.get("call-id"), headers.get("from"), str(cseq(headers)[0]), via.host, method]
    return " ".join(parts)


def ack_of(invite: Request, response: Response) -> Request:
    """Make the ACK of a refusal: it belongs to the transaction of its INVITE."""
    kept = [("via", invite.headers.get("via"))]
    kept += [(name, value) for name, value in invite.headers if name == "route"]
    kept += [
        ("from", invite.headers.get("from")),
        ("to", response.headers.get("to")),
        ("call-id", invite.headers.get("call-id")),
        ("cseq", f"{cseq(invite.headers)[0]} ACK"),
        ("max-forwards", "70"),
    ]
    return Request("ACK", invite.uri, Headers(tuple(kept)))
