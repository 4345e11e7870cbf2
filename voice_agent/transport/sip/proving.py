"""Our answer to a challenge (401, 407), whatever was asked for. Pure."""

from __future__ import annotations

from voice_agent.transport.sip.digest import Credentials, answer
from voice_agent.transport.sip.message import Request, Response

_FIELDS = {
    401: ("www-authenticate", "authorization"),
    407: ("proxy-authenticate", "proxy-authorization"),
}


def proof(
    request: Request, response: Response, credentials: Credentials | None
) -> tuple[str, str] | None:
    """Return the header field that answers a challenge; ``None`` if there is nothing to answer."""
    asked, told = _FIELDS.get(response.status, ("", ""))
    if credentials is None or not asked:
        return None
    for name, value in response.headers:
        if name == asked:
            said = answer(value, credentials, request.method, request.uri)
            if said is not None:
                return told, said
    return None
