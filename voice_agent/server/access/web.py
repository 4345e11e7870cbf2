"""The door of a FastAPI application: requests become visits, refusals become responses."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from voice_agent.server.access.address import client_address, is_trusted
from voice_agent.server.access.door import Door
from voice_agent.server.access.refused import Refused
from voice_agent.server.access.visit import Visit

_SECURE = {"http": "https", "ws": "wss"}


def visit_of(connection: HTTPConnection, door: Door) -> Visit:
    """Return a request as the door sees it; what a trusted proxy says of it is believed."""
    peer = connection.client.host if connection.client else ""
    # A header that comes twice counts as one list: a proxy may add a line of its own.
    forwarded = ",".join(connection.headers.getlist("x-forwarded-for"))
    return Visit(
        address=client_address(peer, forwarded, door.proxies),
        url=_url(connection, proxied=is_trusted(peer, door.proxies)),
        headers=dict(connection.headers),
        query=dict(connection.query_params),
        method=connection.scope.get("method", "GET"),
    )


def response(refused: Refused) -> JSONResponse:
    """Tell a client why it is refused."""
    headers = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else None
    body = {"error": {"code": refused.reason, "message": refused.message}}
    return JSONResponse(body, status_code=refused.status, headers=headers)


def _url(connection: HTTPConnection, *, proxied: bool) -> str:
    """Return the URL that the client asked for. Its parts may be anything."""
    scope, headers = connection.scope, connection.headers
    scheme, host = scope["scheme"], headers.get("host", "")
    if proxied:
        if _first(headers.get("x-forwarded-proto", "")) in _SECURE.values():
            scheme = _SECURE.get(scheme, scheme)
        host = _first(headers.get("x-forwarded-host", "")) or host
    path = (scope.get("raw_path") or quote(scope["path"]).encode()).decode("latin-1")
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{scheme}://{host}{path}" + (f"?{query}" if query else "")


def _first(listed: str) -> str:
    return listed.partition(",")[0].strip()
