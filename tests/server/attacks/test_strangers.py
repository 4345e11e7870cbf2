"""Forged, expired, replayed and misdirected: nobody gets in, and the reason is counted."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac

import aiohttp
import jwt
import pytest
from loguru import logger

from tests.server.attacks.conftest import AUTH_TOKEN, PAGES, SECRET, MakeFortress

pytestmark = pytest.mark.virtual_time

PATHS = (
    *("/metrics", "//metrics", "/metrics/", "/healthz/../metrics", "/docs", "/redoc"),
    *("/openapi.json", "/nothing", "/twilio/voice"),
)


async def test_forged_tokens(fortress: MakeFortress) -> None:
    async with fortress() as castle:
        good = castle.token()
        header, claims, signature = good.split(".")
        other = castle.token(secret="a guess of the secret, 32 or more").split(".")
        forged = [
            ".".join(other),
            f"{header}.{other[1]}.{signature}",
            f"{header}.{claims}.{'A' * len(signature)}",
            f"{header}.{claims}.",
            jwt.encode({"aud": "voice-agent", "exp": 2**40, "iat": 0, "jti": "1"}, None, "none"),
            "x" * 3000,
            "%00",
        ]
        for token in forged:
            status, told = await castle.attack(f"/ws?token={token}")
            assert status == 401
            assert '"code":"bad_' in told
        assert (await castle.attack())[0] == 401
        counted = [await castle.refused(r) for r in ("bad_signature", "bad_token", "no_token")]
        assert sum(counted) == len(forged) + 1


async def test_tokens_of_another_time_or_server(fortress: MakeFortress) -> None:
    async with fortress() as castle:
        early = castle.token(minutes=-1)
        for token, reason in ((early, "expired"), (castle.token(audience="x"), "wrong_audience")):
            status, told = await castle.attack(authorization=f"Bearer {token}")
            assert (status, reason in told) == (401, True)
            assert await castle.refused(reason) == 1


async def test_a_token_that_was_overheard(fortress: MakeFortress) -> None:
    """The honest caller's own token, again; at once and from many places."""
    async with fortress() as castle:
        query = castle.honest.socket.request.path.split("token=")[1]  # type: ignore[union-attr]
        tries = [castle.attack(f"/ws?token={query}", address=f"198.51.100.{n}") for n in range(8)]
        assert {status for status, _ in await asyncio.gather(*tries)} == {401}
        assert await castle.refused("replayed") == 8


async def test_forged_signatures_of_a_carrier(fortress: MakeFortress) -> None:
    async with fortress() as castle:
        host = castle.line.url.removeprefix("ws://")

        def sign(url: str, secret: str = AUTH_TOKEN) -> str:
            made = hmac.new(secret.encode(), url.encode(), hashlib.sha1).digest()
            return base64.b64encode(made).decode()

        forged = [
            "",
            "x",
            sign(f"wss://{host}/twilio", "guess"),
            sign("wss://other.example/twilio"),
        ]
        for signature in forged:
            headers = {"x-twilio-signature": signature} if signature else {}
            status, _ = await castle.attack("/twilio", **headers)
            assert status == 401
        assert await castle.refused("bad_signature") == 3
        assert await castle.refused("no_signature") == 1


async def test_an_address_that_is_made_up(fortress: MakeFortress) -> None:
    async with fortress() as castle:
        for address in ("127.0.0.1", "::1", "localhost", "", "203.0.113.5, 127.0.0.1", "é"):
            assert (await castle.attack(address=address.encode().decode("latin-1")))[0] == 401


async def test_pages(fortress: MakeFortress) -> None:
    async with fortress() as castle:
        base = castle.line.url.replace("ws://", "http://")
        async with aiohttp.ClientSession() as session:
            guesses = ("", "Bearer", f"Bearer {PAGES}x", f"Basic {PAGES}", f"Bearer {SECRET}")
            for path in PATHS:
                for guess in guesses:
                    headers = {"Authorization": guess} if guess else {}
                    async with session.get(f"{base}{path}", headers=headers) as answer:
                        assert answer.status in (401, 404)
                        assert b"voice_agent_" not in await answer.read()
            ready = await (await session.get(f"{base}/readyz")).json()
            assert ready == {"ready": True}, "strangers learn no more"


async def test_the_log_has_no_secrets(fortress: MakeFortress) -> None:
    lines: list[str] = []
    handler = logger.add(lambda line: lines.append(str(line)), level="DEBUG")
    try:
        async with fortress() as castle:
            token = castle.token(audience="elsewhere")
            await castle.attack(f"/ws?token={token}")
            await castle.attack(authorization="Bearer a-secret-guess")
    finally:
        logger.remove(handler)
    text = "".join(lines)
    assert "wrong_audience" in text
    for secret in (token, "a-secret-guess", SECRET, PAGES, AUTH_TOKEN, "203.0.113.5"):
        assert secret not in text
