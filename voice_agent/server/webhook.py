"""The webhook with which a carrier asks what to do with a call: it is told where to connect."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from fastapi import Request, Response

from voice_agent.core.errors import ProtocolError
from voice_agent.server.access.door import Door
from voice_agent.server.access.web import visit_of
from voice_agent.transport.base import Carrier, Incoming
from voice_agent.transport.opening import told

_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_LOOPBACK = ("localhost", "127.", "[::1]", "testserver")


def webhook_of(carrier: Carrier, door: Door) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint of a carrier's webhook. ``Guarded`` has checked sender and size before.

    Args:
        carrier: A carrier with an ``answer``.
        door: It knows where carriers reach this server, and which proxies may say so.
    """
    assert carrier.answer is not None
    make = carrier.answer

    async def webhook(request: Request) -> Response:
        public = door.access.public_url
        try:
            asked = public or visit_of(request, door).url
            url = stream_url(asked, carrier.path, public=bool(public))
        except ProtocolError as error:
            return Response(str(error), status_code=400, media_type="text/plain")
        query, told_in_body = dict(request.query_params), fields_of(await request.body())
        # A carrier that asks by GET says everything in the query.
        answer = make(Incoming(told_in_body or query, query if told_in_body else {}, url))
        return Response(answer.body, media_type=answer.media_type)

    return webhook


def stream_url(asked: str, path: str, *, public: bool = False) -> str:
    """Return the WebSocket URL that a carrier is told.

    Args:
        asked: The URL of the webhook as the carrier asked for it; if ``public``, the server's.
        path: Path of the carrier's stream.
        public: The operator has said where the server is.

    Raises:
        ProtocolError: The request does not say by which name it reached the server.
    """
    scheme, _, rest = asked.partition("://")
    host, _, below = rest.partition("/")
    if public:
        base = f"{host}/{below}".rstrip("/")
        return f"{'ws' if scheme in ('http', 'ws') else 'wss'}://{base}{path}"
    if not _HOST.fullmatch(host):
        raise ProtocolError("expected a Host; set access.public_url in the pipeline file")
    # Carriers connect over TLS alone: a proxy in front that does not say so is no reason for ws.
    plain = scheme == "http" and host.startswith(_LOOPBACK)
    return f"{'ws' if plain else 'wss'}://{host}{path}"


def fields_of(body: bytes) -> dict[str, str]:
    """Return the fields of a form or of a JSON object; empty if it is neither."""
    text = body.decode(errors="replace")
    if text.lstrip().startswith("{"):
        try:
            return {str(key): told(value) for key, value in json.loads(text).items()}
        except (ValueError, RecursionError):
            return {}
    return dict(parse_qsl(text))
