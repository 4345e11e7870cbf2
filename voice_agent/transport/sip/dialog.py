"""Responses, and the requests within a call (RFC 3261, sections 8 and 12). Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.fields import host_port, read_address, read_via, written
from voice_agent.transport.sip.message import Headers, Request, Response, cseq, split_list
from voice_agent.transport.sip.transactions import MAGIC, Peer, repeats

ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, NOTIFY"
REASONS: Mapping[int, str] = MappingProxyType(
    {
        100: "Trying",
        180: "Ringing",
        200: "OK",
        202: "Accepted",
        400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden",
        404: "Not Found",
        405: "Method Not Allowed",
        406: "Not Acceptable",
        408: "Request Timeout",
        415: "Unsupported Media Type",
        416: "Unsupported URI Scheme",
        420: "Bad Extension",
        422: "Session Interval Too Small",
        480: "Temporarily Unavailable",
        481: "Call/Transaction Does Not Exist",
        482: "Loop Detected",
        486: "Busy Here",
        487: "Request Terminated",
        488: "Not Acceptable Here",
        491: "Request Pending",
        500: "Server Internal Error",
        501: "Not Implemented",
        503: "Service Unavailable",
        505: "Version Not Supported",
        603: "Decline",
    }
)
_RPORT = re.compile(r";\s*rport\s*(?=;|$)", re.IGNORECASE)
_RECEIVED = re.compile(r";\s*received\s*=[^;]*", re.IGNORECASE)

Extra = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Here:
    """This side of a dialog, as the other side can reach it.

    Attributes:
        host: Address.
        port: Port.
        user: Before the ``@`` of our contact; may be empty.
        agent: Name of this program.
        transport: What the other side reaches it over: ``UDP``, ``TCP`` or ``TLS``.
    """

    host: str
    port: int
    user: str = ""
    agent: str = "voice-agent"
    transport: str = "UDP"

    @property
    def contact(self) -> str:
        """Our contact."""
        user = f"{self.user}@" if self.user else ""
        way = "" if self.transport == "UDP" else f";transport={self.transport.lower()}"
        return f"sip:{user}{host_port(self.host, self.port)}{way}"

    def via(self) -> str:
        """Make the ``Via`` of a new transaction."""
        branch, where = MAGIC + secrets.token_hex(12), host_port(self.host, self.port)
        return f"SIP/2.0/{self.transport} {where};rport;branch={branch}"


@dataclass(slots=True)
class Dialog:
    """What both sides of a call remember of each other.

    Attributes:
        here: Our side.
        call_id: The call.
        local: Our URI.
        local_tag: Our tag.
        remote: Their URI.
        remote_tag: Their tag; empty until they answer.
        target: Where requests to them are addressed to.
        routes: What they pass on their way.
        local_number: ``CSeq`` of our last request.
        remote_number: ``CSeq`` of their last request.
    """

    here: Here
    call_id: str
    local: str
    local_tag: str
    remote: str
    remote_tag: str
    target: str
    routes: tuple[str, ...] = ()
    local_number: int = 0
    remote_number: int = -1

    def request(
        self, method: str, extra: Extra = (), body: bytes = b"", number: int | None = None
    ) -> Request:
        """Make a request to the other side.

        Args:
            method: What it asks for.
            extra: More header fields.
            body: Its body.
            number: Its ``CSeq``: that of the INVITE for its ACK; the next one by default.
        """
        if number is None:
            self.local_number += 1
            number = self.local_number
        fields = [("via", self.here.via()), ("max-forwards", "70")]
        fields += [("route", one) for one in self.routes]
        fields += [
            ("from", written(self.local, self.local_tag)),
            ("to", written(self.remote, self.remote_tag)),
            ("call-id", self.call_id),
            ("cseq", f"{number} {method}"),
            ("contact", f"<{self.here.contact}>"),
            ("user-agent", self.here.agent),
            *extra,
        ]
        return Request(method, self.target, Headers(tuple(fields)), body)

    def takes(self, request: Request) -> bool:
        """Return whether the tags of a request are those of this dialog."""
        try:
            theirs = read_address(request.headers.get("from")).tag
            ours = read_address(request.headers.get("to")).tag
        except ProtocolError:
            return False
        return (theirs, ours) == (self.remote_tag, self.local_tag)

    def in_order(self, request: Request) -> bool:
        """Count a request; return whether it is newer than the last one."""
        number, _ = cseq(request.headers)
        newer = number > self.remote_number
        self.remote_number = max(number, self.remote_number)
        return newer

    def moved(self, message: Request | Response) -> None:
        """Follow the other side to another contact, if the message names one."""
        if contact := contact_of(message):
            self.target = contact


def answering(invite: Request, here: Here, tag: str) -> Dialog:
    """Make the dialog of a call that comes in.

    Raises:
        ProtocolError: Its addresses cannot be read.
    """
    theirs, ours = (read_address(invite.headers.get(name)) for name in ("from", "to"))
    contact = contact_of(invite)
    if not contact:
        raise ProtocolError("an INVITE needs a Contact")
    dialog = Dialog(
        here,
        invite.headers.get("call-id"),
        ours.uri,
        tag,
        theirs.uri,
        theirs.tag,
        contact,
        tuple(invite.headers.all("record-route")),
    )
    dialog.in_order(invite)
    return dialog


def established(dialog: Dialog, response: Response) -> None:
    """Take tag, contact and route of the other side from its response to our INVITE.

    Raises:
        ProtocolError: Its address cannot be read.
    """
    dialog.remote_tag = read_address(response.headers.get("to")).tag
    dialog.routes = tuple(reversed(response.headers.all("record-route")))
    dialog.moved(response)


def respond(
    request: Request,
    status: int,
    peer: Peer,
    *,
    tag: str = "",
    extra: Extra = (),
    body: bytes = b"",
    agent: str = "voice-agent",
) -> Response:
    """Make a response.

    Args:
        request: What it answers.
        status: 100 to 699.
        peer: Where the request came from; the sender is told.
        tag: Ours, if the request has none.
        extra: More header fields.
        body: Its body.
        agent: Name of this program.
    """
    fields = [("via", one) for one in _vias(request.headers, peer)]
    to = request.headers.get("to")
    if tag and status > 100 and ";tag=" not in to.rpartition(">")[2].lower().replace(" ", ""):
        to = f"{to};tag={tag}"
    fields += [
        ("from", request.headers.get("from")),
        ("to", to),
        ("call-id", request.headers.get("call-id")),
        ("cseq", request.headers.get("cseq")),
        ("server", agent),
        *extra,
    ]
    return Response(status, REASONS.get(status, "Unknown"), Headers(tuple(fields)), body)


def contact_of(message: Request | Response) -> str:
    """Return the URI of a message's contact; empty if it has none that can be read."""
    for one in message.headers.all("contact"):
        try:
            return read_address(one).uri
        except ProtocolError:
            return ""
    return ""


def where_to(request: Request, peer: Peer) -> Peer:
    """Return where a response goes: always to the address that its request came from."""
    if not repeats(peer):
        return peer
    try:
        via = read_via(request.headers.all("via")[0])
    except (ProtocolError, IndexError):
        return peer
    # RFC 3581. Without 'rport' the sender listens where its Via says.
    return peer if "rport" in via.parameters else (peer[0], via.port)


def _vias(headers: Headers, peer: Peer) -> list[str]:
    values = [value for name, value in headers if name == "via"]
    if not values:
        return []
    first, *others = split_list(values[0])
    first = _RECEIVED.sub("", first)
    with_port, changed = _RPORT.subn(f";rport={peer[1]}", first)
    first = f"{with_port};received={peer[0]}" if changed else f"{first};received={peer[0]}"
    return [", ".join([first, *others]), *values[1:]]
