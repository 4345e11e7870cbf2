"""A transfer over Vonage's API: what is sent, and what is made of it."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from aiohttp import web
from handoffs import make_case
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.config.handoff import TransferWay
from voice_agent.core.errors import ActionError
from voice_agent.handoff.switchboards import switchboard_of
from voice_agent.handoff.transfer import Transfer

pytestmark = pytest.mark.virtual_time
pytest.importorskip("cryptography", reason="Vonage's tokens need the package cryptography")


def key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return made.private_bytes(serialization.Encoding.PEM, kind, plain).decode()


async def test_the_person_is_told_and_joined_by_a_conversation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VONAGE_APPLICATION_ID", "app-1")
    monkeypatch.setenv("VONAGE_PRIVATE_KEY", key())
    states = ["started", "ringing", "answered"]
    got: list[tuple[str, str, Any]] = []

    async def handle(request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, options={"verify_signature": False})
        assert claims["application_id"] == "app-1"
        body = await request.json() if request.can_read_body else None
        got.append((request.method, request.path, body))
        if request.method == "GET":
            return web.json_response({"status": states.pop(0) if len(states) > 1 else states[0]})
        return web.json_response({"uuid": "leg"}, status=201 if request.method == "POST" else 200)

    http = HttpClient()
    case, told = make_case("vonage", "caller")
    async with web_server("/{path:.*}", handle) as url:
        way = TransferWay(way="transfer", to="+15550100", base_url=url)
        assert await Transfer(way, switchboard_of(way, http, "en")).reach(case) == "accepted"
    await http.aclose()
    rung, moved = got[0], got[-1]
    assert rung[:2] == ("POST", "/v1/calls")
    assert rung[2]["to"] == [{"type": "phone", "number": "15550100"}]
    assert [step["action"] for step in rung[2]["ncco"]] == ["talk", "conversation"]
    assert moved[:2] == ("PUT", "/v1/calls/caller")
    (joined,) = moved[2]["destination"]["ncco"]
    assert joined["name"] == rung[2]["ncco"][1]["name"] == "call-c1"
    assert told.connecting == 1


async def test_a_key_that_is_none_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VONAGE_APPLICATION_ID", "app-1")
    monkeypatch.setenv("VONAGE_PRIVATE_KEY", "no key")
    way = TransferWay(way="transfer", to="+15550100")
    with pytest.raises(ActionError, match="private key"):
        switchboard_of(way, HttpClient(), "en")(make_case("vonage")[0])
