"""INVITEs that cannot be taken, and the status that says why. Pure."""

from __future__ import annotations

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip import session_timer
from voice_agent.transport.sip.bodies import kind_of
from voice_agent.transport.sip.dialog import Extra
from voice_agent.transport.sip.fields import read_uri
from voice_agent.transport.sip.message import Request

EXTENSIONS = {"timer"}


def screen(invite: Request, *, known: bool, full: bool) -> tuple[int, Extra] | None:
    """Return why an INVITE cannot be taken: a status and header fields; ``None`` if it can.

    Args:
        invite: The INVITE.
        known: Whether its call is here already.
        full: Whether no more calls may wait.
    """
    headers = invite.headers
    scheme = invite.uri.partition(":")[0].lower()
    if scheme not in ("sip", "sips", "tel"):
        return 416, ()
    try:
        if scheme != "tel":
            read_uri(invite.uri)
    except ProtocolError:
        return 400, ()
    unknown = headers.tokens("require") - EXTENSIONS
    if unknown:
        return 420, [("unsupported", ", ".join(sorted(unknown)))]
    if invite.body and (kind_of(invite) != "application/sdp" or headers.get("content-encoding")):
        return 415, [("accept", "application/sdp"), ("accept-encoding", "identity")]
    accepts = headers.tokens("accept")
    if accepts and not accepts & {"application/sdp", "application/*", "*/*"}:
        return 406, ()
    if session_timer.too_short(headers):
        return 422, [("min-se", str(session_timer.SHORTEST_S))]
    if known:
        return 482, ()
    if full:
        return 503, [("retry-after", "30")]
    return None
