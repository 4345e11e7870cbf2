from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from exchange import Exchange, Phone, exchange_in
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from voice_agent.core.clock import epoch
from voice_agent.server.access.tokens import make_token

SECRET = "the secret of this server, 32 or more"
AUTH_TOKEN = "the auth token of the carrier"
PAGES = "the token of the pages"


@dataclass
class Fortress:
    """A server that asks for proof, with one honest caller on the line."""

    line: Exchange
    honest: Phone

    def token(self, secret: str = SECRET, minutes: float = 5, audience: str = "voice-agent") -> str:
        return make_token(secret, audience=audience, now=epoch(), minutes=minutes)

    async def attack(
        self, path: str = "/ws", *, address: str = "203.0.113.5", **headers: str
    ) -> tuple[int, str]:
        """Try to call; returns status and code of the refusal, or the close code and reason."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            async with connect(
                f"{self.line.url}{path}",
                additional_headers={"X-Forwarded-For": address, **named},
            ) as socket:
                try:
                    await socket.recv()
                except ConnectionClosed:
                    return socket.close_code or 0, socket.close_reason or ""
                return 101, "in"
        except InvalidStatus as refused:
            return refused.response.status_code, bytes(refused.response.body or b"").decode()

    async def metrics(self) -> str:
        base = self.line.url.replace("ws://", "http://")
        headers = {"Authorization": f"Bearer {PAGES}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            return await (await session.get(f"{base}/metrics")).text()

    async def refused(self, reason: str) -> int:
        """How many were refused for this reason."""
        for line in (await self.metrics()).splitlines():
            if line.startswith(f'voice_agent_refused_total{{reason="{reason}"}}'):
                return int(float(line.rsplit(" ", 1)[1]))
        return 0


MakeFortress = Callable[..., contextlib.AbstractAsyncContextManager[Fortress]]


@pytest.fixture
def fortress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeFortress:
    """A guarded server. Whatever happens inside, the honest caller must be served as ever."""
    monkeypatch.setenv("VOICE_AGENT_SECRET", SECRET)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", AUTH_TOKEN)
    monkeypatch.setenv("VOICE_AGENT_PAGES_TOKEN", PAGES)
    make_exchange = exchange_in(tmp_path)

    @contextlib.asynccontextmanager
    async def make(**pipeline: Any) -> AsyncIterator[Fortress]:
        async with make_exchange("my balance", "my balance", **pipeline) as line:
            token = make_token(SECRET, audience="voice-agent", now=epoch(), minutes=5)
            async with connect(f"{line.url}/ws?rate=16000&token={token}") as socket:
                phone = Phone(socket)
                listening = asyncio.create_task(phone.listen())
                await phone.greeted()
                await phone.say()
                before = await phone.until("turn")
                tasks = len(asyncio.all_tasks())
                yield Fortress(line, phone)
                await phone.say()
                after = await phone.until("turn", 2)
                assert after["v2v_ms"] <= before["v2v_ms"] + 20, "the honest caller waited longer"
                async with asyncio.timeout(30):
                    while len(line.server.lobby.calls) > 1 or len(asyncio.all_tasks()) > tasks:
                        await asyncio.sleep(0.01)
                assert phone.closed is None
                await socket.close()
                await listening
            await line.idle()
            assert await line.rows("select count(*) from calls") == [(1,)], "somebody got in"

    return make
