"""The webhook with which a carrier asks what to do with a call: it is told where to connect."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request, Response

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import Carrier, Incoming
from voice_agent.transport.opening import told

_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_LOOPBACK = ("localhost", "127.", "[::1]", "testserver")


def webhook_of(carrier: Carrier, public_url: str = "") -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint of a carrier's webhook. ``Guarded`` has checked sender and size before.

    Args:
        carrier: A carrier with an ``answer``.
        public_url: Where the carrier reaches this server; empty: as the request came in.
    """
    assert carrier.answer is not None
    make = carrier.answer

    async def webhook(request: Request) -> Response:
        try:
            url = stream_url(public_url, request.url.scheme, request.headers, carrier.path)
        except ProtocolError as error:
            return Response(str(error), status_code=400, media_type="text/plain")
        query, told_in_body = dict(request.query_params), fields_of(await request.body())
        # A carrier that asks by GET says everything in the query.
        answer = make(Incoming(told_in_body or query, query if told_in_body else {}, url))
        return Response(answer.body, media_type=answer.media_type)

    return webhook


def stream_url(public_url: str, scheme: str, headers: Mapping[str, str], path: str) -> str:
    """Return the WebSocket URL that a carrier is told.

    Raises:
        ProtocolError: The request does not say by which name it reached the server.
    """
    if public_url:
        parts = urlsplit(public_url)
        base = f"{parts.netloc}{parts.path.rstrip('/')}"
        return f"{'ws' if parts.scheme in ('http', 'ws') else 'wss'}://{base}{path}"
    host = headers.get("x-forwarded-host") or headers.get("host") or ""
    if not _HOST.fullmatch(host):
        raise ProtocolError("expected a Host; set access.public_url in the pipeline file")
    # Carriers connect over TLS alone: a proxy in front that does not say so is no reason for ws.
    plain = (headers.get("x-forwarded-proto") or scheme) == "http" and host.startswith(_LOOPBACK)
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
