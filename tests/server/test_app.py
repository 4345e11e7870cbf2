"""The endpoints, over real sockets."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path

import aiohttp
import numpy as np
import pytest
import telnyx_carrier
from exchange import MakeExchange
from line_fakes import tone
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from voice_agent.audio import g711
from voice_agent.core.clock import epoch
from voice_agent.core.errors import ConfigError
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.measure import v2v_ms
from voice_agent.server.access.tokens import make_token

pytestmark = pytest.mark.virtual_time


async def test_health_and_readiness(exchange: MakeExchange) -> None:
    async with exchange() as line, aiohttp.ClientSession() as session:
        base = line.url.replace("ws://", "http://")
        assert (await (await session.get(f"{base}/healthz")).json())["status"] == "alive"
        ready = await (await session.get(f"{base}/readyz")).json()
        assert (ready["ready"], ready["calls"]) == (True, 0)
        async with line.phone() as phone:
            await phone.until("ready")
            assert (await (await session.get(f"{base}/readyz")).json())["calls"] == 1
        line.server.engines, engines = None, line.server.engines
        line.server.failure = "no model"
        response = await session.get(f"{base}/readyz")
        assert response.status == 503
        assert (await response.json())["error"] == "no model"
        line.server.engines, line.server.failure = engines, ""


async def test_metrics_count_the_calls(exchange: MakeExchange) -> None:
    async with exchange("my balance") as line:
        base = line.url.replace("ws://", "http://")
        async with line.phone() as phone:
            await phone.say()
            await phone.until("turn")
        await line.idle()
        async with aiohttp.ClientSession() as session:
            text = await (await session.get(f"{base}/metrics")).text()
        assert 'voice_agent_turns_total{route="answer"} 1.0' in text
        assert "voice_agent_v2v_ms_count 1.0" in text
        assert 'voice_agent_calls_total{reason="caller_gone"} 1.0' in text


async def test_a_twilio_stream_is_greeted(exchange: MakeExchange) -> None:
    start = {"streamSid": "MZ1", "callSid": "CA1", "customParameters": {}}
    async with exchange() as line, connect(f"{line.url}/twilio") as socket:
        await socket.send(json.dumps({"event": "connected"}))
        await socket.send(json.dumps({"event": "start", "start": start}))
        message = json.loads(await socket.recv())
        assert (message["event"], message["streamSid"]) == ("media", "MZ1")
        heard = g711.decode(base64.b64decode(message["media"]["payload"]))
        assert np.abs(heard.astype(int)).max() > 1000


@pytest.mark.parametrize("rate", ["44100", "x", "-1"])
async def test_a_rate_that_is_not_listed_is_refused(exchange: MakeExchange, rate: str) -> None:
    async with exchange() as line, connect(f"{line.url}/ws?rate={rate}") as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 1008
        assert "8000, 16000, 24000, 48000" in (socket.close_reason or "")


async def test_a_busy_server_says_so(exchange: MakeExchange) -> None:
    async with exchange(max_calls=1) as line, line.phone() as phone:
        await phone.until("ready")
        async with connect(f"{line.url}/ws") as second:
            with pytest.raises(ConnectionClosed):
                await second.recv()
            assert second.close_code == 1013
            assert "busy" in (second.close_reason or "")


async def test_only_the_carriers_of_the_pipeline_file_are_served(exchange: MakeExchange) -> None:
    async with exchange(carriers=["voice_agent.transport.raw:CARRIER"]) as line:
        async with line.phone() as phone:
            await phone.until("ready")
        with pytest.raises(InvalidStatus):
            await connect(f"{line.url}/twilio")


async def test_a_carrier_of_one_file_beside_the_pipeline_file_is_served(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    shutil.copy(telnyx_carrier.__file__, tmp_path)
    async with exchange("my balance", carriers=["telnyx_carrier.py:CARRIER"]) as line:
        async with make_line("telnyx_carrier:CARRIER", line.url) as caller:
            await wait.until_agent_finishes(caller)
            said = await caller.speak(tone(600, 8000))
            await wait.until_agent_finishes(caller, said)
            assert (v2v_ms(caller.playback, said) or 0) > 0
        await line.idle()
        assert await line.rows("select reason, turns from calls") == [("caller_hangup", 1)]


async def test_a_carrier_that_does_not_exist_is_one_clear_error(exchange: MakeExchange) -> None:
    with pytest.raises(ConfigError, match=r"line\.yaml: carriers: unknown carrier 'pigeon'"):
        async with exchange(carriers=["pigeon"]):
            pass


async def test_two_carriers_cannot_share_a_path(exchange: MakeExchange) -> None:
    twice = ["raw", "voice_agent.transport.raw:CARRIER"]
    with pytest.raises(ConfigError, match="'raw' are both served on /ws"):
        async with exchange(carriers=twice):
            pass


async def test_a_token_opens_a_call_and_a_refusal_says_why(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "s" * 32
    monkeypatch.setenv("VOICE_AGENT_SECRET", secret)
    token = make_token(secret, audience="voice-agent", now=epoch(), minutes=1)
    async with exchange() as line:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"{line.url}/ws")
        assert refused.value.response.status_code == 401
        assert json.loads(refused.value.response.body or b"")["error"]["code"] == "no_token"
        offered = [Subprotocol("voice-agent"), Subprotocol(f"token.{token}")]
        async with connect(f"{line.url}/ws", subprotocols=offered) as socket:
            assert socket.subprotocol == "voice-agent"
            assert json.loads(await socket.recv())["type"] == "ready"


async def test_pages_are_open_on_this_machine_until_they_have_a_token(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def statuses(base: str) -> list[int]:
        async with aiohttp.ClientSession() as session:
            pages = ("/metrics", "/docs", "/healthz", "/readyz")
            return [(await session.get(f"{base}{page}")).status for page in pages]

    async with exchange() as line:
        assert await statuses(line.url.replace("ws://", "http://")) == [200] * 4
    monkeypatch.setenv("VOICE_AGENT_PAGES_TOKEN", "p" * 16)
    async with exchange() as line:
        assert await statuses(line.url.replace("ws://", "http://")) == [401, 401, 200, 200]


async def test_a_secret_that_is_missing_is_named_with_its_file(exchange: MakeExchange) -> None:
    with pytest.raises(ConfigError, match=r"line\.yaml: access\.secret: .* MINE is not set"):
        async with exchange(access={"secret": {"env": "MINE"}}):
            pass


async def test_a_server_that_stops_is_not_ready(exchange: MakeExchange) -> None:
    async with exchange() as line, aiohttp.ClientSession() as session:
        line.server.drain.signal("SIGTERM")
        response = await session.get(f"{line.url.replace('ws://', 'http://')}/readyz")
        assert response.status == 503
        assert (await response.json())["ready"] is False
