from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from voice_agent.config.access import AccessConfig
from voice_agent.server.access import guarded as guarded_module
from voice_agent.server.access.door import Door
from voice_agent.server.access.guarded import MAX_BODY_BYTES, Guarded
from voice_agent.server.access.keys import Keys

KEYS = Keys(pages="p" * 16, signatures={"twilio": "auth"})
FORM = b"application/x-www-form-urlencoded"


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = (await Request(scope, receive).body()) if scope["type"] == "http" else b""
    await PlainTextResponse(b"in: " + body)(scope, receive, send)


async def ask(
    path: str, body: list[bytes] | None = None, *, public: bool = True, **headers: str
) -> tuple[int, bytes]:
    """Ask for a path; returns status and body, or 0 if nothing was answered."""
    door = Door(AccessConfig(), KEYS, public=public)
    app = Guarded(_echo, door, ["/open"], {"/twilio/voice": "twilio"})
    parts = [{"type": "http.request", "body": part, "more_body": True} for part in body or []] + (
        [] if body == [] else [{"type": "http.request", "body": b"", "more_body": False}]
    )
    sent: list[Message] = []

    async def receive() -> Message:
        if not parts:
            await asyncio.Event().wait()
        return parts.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    listed = [(b"host", b"agent.example"), (b"content-type", FORM)]
    listed += [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "scheme": "https",
        "path": path,
        "query_string": b"",
        "client": ("203.0.113.5", 1),
        "headers": listed,
    }
    await app(scope, receive, send)
    if not sent:
        return 0, b""
    return sent[0]["status"], sent[1]["body"]


def sign(fields: list[tuple[str, str]], path: str = "/twilio/voice") -> str:
    text = f"https://agent.example{path}" + "".join(k + v for k, v in sorted(fields))
    return base64.b64encode(hmac.new(b"auth", text.encode(), hashlib.sha1).digest()).decode()


async def test_what_is_open_is_open() -> None:
    assert await ask("/open", [b"hi"]) == (200, b"in: hi")


@pytest.mark.parametrize("path", ["/metrics", "/docs", "/openapi.json", "/open/", "/nothing"])
async def test_every_other_page_is_behind_the_token(path: str) -> None:
    assert (await ask(path))[0] == 401
    assert (await ask(path, authorization="Bearer " + "p" * 16))[0] == 200


FIELDS = [("CallSid", "CA1"), ("To", "+1 555"), ("Digits", "")]


async def test_a_signed_webhook_comes_in_with_its_body() -> None:
    body = urlencode(FIELDS).encode()
    parts = [body[:5], body[5:]]
    assert await ask("/twilio/voice", parts, x_twilio_signature=sign(FIELDS)) == (
        200,
        b"in: " + body,
    )


async def test_a_webhook_that_was_changed_or_not_signed_does_not() -> None:
    body = urlencode([*FIELDS[:1], ("To", "+1 666")]).encode()
    assert (await ask("/twilio/voice", [body], x_twilio_signature=sign(FIELDS)))[0] == 401
    assert (await ask("/twilio/voice", [urlencode(FIELDS).encode()]))[0] == 401
    assert (await ask("/twilio/voice", [b"\xff=1"], x_twilio_signature=sign(FIELDS)))[0] == 401
    many = b"&".join(b"a=1" for _ in range(2000))
    assert (await ask("/twilio/voice", [many], x_twilio_signature=sign([])))[0] == 401


async def test_the_pages_token_is_no_signature() -> None:
    assert (await ask("/twilio/voice", [b""], authorization="Bearer " + "p" * 16))[0] == 401


async def test_a_body_without_end_is_not_read_to_its_end() -> None:
    endless = [bytes(MAX_BODY_BYTES // 2)] * 1000
    assert (await ask("/twilio/voice", endless))[0] == 413


async def test_a_body_that_never_comes_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_module, "BODY_S", 0.01)
    assert await ask("/twilio/voice", []) == (0, b"")


async def test_a_client_that_goes_away_is_not_answered() -> None:
    app = Guarded(_echo, Door(AccessConfig(), KEYS), [], {"/twilio/voice": "twilio"})

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError

    scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/twilio/voice",
             "query_string": b"", "headers": []}  # fmt: skip
    await app(scope, gone, send)
