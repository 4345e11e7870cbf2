"""Each call is told of once: signed, again until it is taken, and after a restart."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from exchange import MakeExchange
from webserver import web_server

from voice_agent.calls.message_spool import MessageSpool
from voice_agent.config.after_call import AfterCallConfig
from voice_agent.core.errors import ConfigError
from voice_agent.server.after_call import AfterCall, open_after_call

pytestmark = pytest.mark.virtual_time
SECRET = "sixteen-characters-and-more"


class Receiver:
    """A webhook that gives these statuses, the last one again and again."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return web.Response(status=status)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(20_000):
            while len(self.got) < count:
                await asyncio.sleep(0.1)


def is_genuine(headers: dict[str, str], body: bytes) -> bool:
    at, id_ = headers["webhook-timestamp"], headers["webhook-id"]
    signed = hmac.digest(SECRET.encode(), f"{id_}.{at}.".encode() + body, hashlib.sha256)
    return headers["webhook-signature"] == "v1," + base64.b64encode(signed).decode()


async def test_a_call_is_told_of_signed_and_redacted(
    exchange: MakeExchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_AGENT_AFTER_CALL_SECRET", SECRET)
    receiver = Receiver(200)
    async with web_server("/after", receiver.handle) as url:
        told: dict[str, Any] = {"url": f"{url}/after"}
        async with exchange("send $250 to Sarah", after_call=told) as line:
            async with line.phone() as phone:
                await phone.greeted()
                await phone.say()
                await phone.until("turn")
            await line.idle()
            await receiver.until(1)
            rows = await line.rows("select reason, disposition, summary from calls")
    headers, body = receiver.got[0]
    assert is_genuine(headers, body)
    got = json.loads(body)
    assert (got["ended"], got["disposition"]["kind"]) == ("caller_gone", "broken_off")
    assert headers["webhook-id"] == got["call_id"]
    assert "Sarah" not in body.decode()
    assert rows == [("caller_gone", "broken_off", got["summary"])]
    assert "send" in got["summary"]
    assert not list((tmp_path / "after-call-spool").glob("*.json"))


async def test_it_is_sent_again_until_it_is_taken(tmp_path: Path) -> None:
    receiver = Receiver(500, 429, 200)
    async with web_server("/after", receiver.handle) as url:
        spool = MessageSpool(tmp_path, 10)
        after = AfterCall(AfterCallConfig(url=f"{url}/after"), spool, SECRET)
        after.tell({"call_id": "c1"})
        await receiver.until(3)
        await after.stop()
    assert spool.waiting() == []
    assert {body for _, body in receiver.got} == {receiver.got[0][1]}, "the same in every try"
    assert all(is_genuine(headers, body) for headers, body in receiver.got)


async def test_what_was_not_delivered_waits_for_the_next_start(tmp_path: Path) -> None:
    broken, spool = Receiver(500), MessageSpool(tmp_path, 10)
    async with web_server("/after", broken.handle) as url:
        after = AfterCall(AfterCallConfig(url=f"{url}/after"), spool, SECRET)
        after.tell({"call_id": "c1"})
        await broken.until(1)
        await after.stop()
    assert [message.id for message in spool.waiting()] == ["c1"]
    receiver = Receiver(204)
    async with web_server("/after", receiver.handle) as url:
        after = AfterCall(AfterCallConfig(url=f"{url}/after"), spool, SECRET)
        await after.start()
        await receiver.until(1)
        await after.stop()
    assert spool.waiting() == []


async def test_it_is_given_up_after_days(tmp_path: Path) -> None:
    receiver, spool = Receiver(500), MessageSpool(tmp_path, 10)
    async with web_server("/after", receiver.handle) as url:
        after = AfterCall(AfterCallConfig(url=f"{url}/after", keep_h=2), spool, SECRET)
        after.tell({"call_id": "c1"})
        await receiver.until(1)
        await asyncio.sleep(3 * 3600)
        assert spool.waiting() == []
        await after.stop()


def test_a_secret_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_AGENT_AFTER_CALL_SECRET", "short")
    with pytest.raises(ConfigError, match="VOICE_AGENT_AFTER_CALL_SECRET"):
        open_after_call(AfterCallConfig(url="http://127.0.0.1"), tmp_path)
