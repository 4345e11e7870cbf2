from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from voice_agent.config.access import AccessConfig
from voice_agent.server.access.door import Door
from voice_agent.server.access.refused import Refused
from voice_agent.server.access.visit import Visit
from voice_agent.server.access.web import response, visit_of


def visit(
    peer: str = "203.0.113.5", headers: list[tuple[str, str]] | None = None, **scope: Any
) -> Visit:
    listed = [("host", "agent.example"), *(headers or [])]
    made = {
        "type": "websocket",
        "scheme": "ws",
        "path": "/ws",
        "query_string": b"rate=8000&token=t",
        "client": (peer, 1),
        "headers": [(name.encode(), value.encode()) for name, value in listed],
    }
    return visit_of(HTTPConnection(made | scope), Door(AccessConfig()))


def test_a_request_is_taken_as_it_came() -> None:
    seen = visit()
    assert (seen.address, seen.method) == ("203.0.113.5", "GET")
    assert seen.url == "ws://agent.example/ws?rate=8000&token=t"
    assert seen.query == {"rate": "8000", "token": "t"}


PROXIED = [
    ("x-forwarded-for", "198.51.100.7"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "public.example, inner"),
]


def test_a_trusted_proxy_is_believed_and_nobody_else() -> None:
    seen = visit("127.0.0.1", PROXIED, query_string=b"")
    assert (seen.address, seen.url) == ("198.51.100.7", "wss://public.example/ws")
    stranger = visit("203.0.113.5", PROXIED, query_string=b"")
    assert (stranger.address, stranger.url) == ("203.0.113.5", "ws://agent.example/ws")


def test_a_second_line_of_the_header_is_read_too() -> None:
    """A proxy that adds a line leaves the client's own as the first."""
    lines = [("x-forwarded-for", "127.0.0.1"), ("x-forwarded-for", "198.51.100.7")]
    assert visit("127.0.0.1", lines).address == "198.51.100.7"


def test_a_path_is_as_it_was_written() -> None:
    assert visit(path="/a b", query_string=b"").url == "ws://agent.example/a%20b"
    assert visit(path="/a b", raw_path=b"/a%20b", query_string=b"").url.endswith("/a%20b")


def test_without_a_client_there_is_no_address() -> None:
    assert visit(client=None).address == ""


@pytest.mark.parametrize(("reason", "asks"), [("expired", True), ("too_many_calls", False)])
def test_a_refusal_is_a_response(reason: Any, asks: bool) -> None:
    told = response(Refused(reason))
    assert told.status_code == Refused(reason).status
    assert json.loads(bytes(told.body))["error"]["code"] == reason
    assert ("www-authenticate" in told.headers) == asks
