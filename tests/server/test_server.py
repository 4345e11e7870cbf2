"""Taking calls, refusing them, loading and preparing; no sockets but where they are asked for."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace

import aiohttp
import numpy as np
import pytest
from exchange import MakeExchange
from fakes import ToneVoice
from numpy.typing import NDArray
from prometheus_client import generate_latest

from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import ModelError, ProtocolError, StageError
from voice_agent.core.turn import Section
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.pipeline.assembly import Engines
from voice_agent.pipeline.prepared import opening_clauses
from voice_agent.server import server as server_module
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Carrier, Connection, Refusal, Wire
from voice_agent.transport.raw import CARRIER, connect
from voice_agent.tts.voice import Voice

OPENING = "It costs nothing."

pytestmark = pytest.mark.virtual_time


async def test_answers_of_the_knowledge_folder_can_begin_at_once(exchange: MakeExchange) -> None:
    async with exchange() as line:
        async with asyncio.timeout(10), aiohttp.ClientSession() as session:
            base = line.url.replace("ws://", "http://")
            while not (await (await session.get(f"{base}/readyz")).json())["prepared"]:
                await asyncio.sleep(0.01)
        assert line.server.engines is not None
        assert line.server.engines.voice.remembered(OPENING) is not None


async def test_a_caller_comes_first(exchange: MakeExchange) -> None:
    async with exchange() as line:
        server = line.server
        assert server.engines is not None
        server.engines = replace(server.engines, voice=Voice(EngineHandle("tts", ToneVoice())))
        loading = asyncio.create_task(asyncio.sleep(0))
        call = asyncio.create_task(asyncio.sleep(3600))
        server.lobby.calls.add(call)
        preparing = asyncio.create_task(server.prepare(loading))
        await asyncio.sleep(0.1)
        assert server.engines.voice.remembered(OPENING) is None
        server.lobby.calls.discard(call)
        call.cancel()
        async with asyncio.timeout(10):
            await preparing
        assert server.engines.voice.remembered(OPENING) is not None


class BrokenVoice(ToneVoice):
    def synthesise(self, text: str) -> NDArray[np.int16]:
        raise StageError("out of breath", stage="tts")


async def test_a_voice_that_fails_costs_nothing_but_time(exchange: MakeExchange) -> None:
    async with (
        exchange(voice=Voice(EngineHandle("tts", BrokenVoice()))) as line,
        asyncio.timeout(10),
    ):
        while not line.server.prepared:
            await asyncio.sleep(0.01)


def test_each_opening_is_made_once_and_not_too_many() -> None:
    same = [Section("a", "A", "It costs nothing. Really."), Section("b", "B", "It costs nothing.")]
    assert opening_clauses(Knowledge(same, en), en) == [OPENING]
    many = [Section("c", str(n), f"Fee number {n} is due.") for n in range(400)]
    assert len(opening_clauses(Knowledge(many, en), en)) == 300


async def until_closed(wire: MemoryWire) -> tuple[int, str]:
    async with asyncio.timeout(5):
        while wire.closed is None:
            await asyncio.sleep(0.005)
    return wire.closed


async def test_a_server_that_loads_refuses_calls(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        line.server.engines = None
        async with line.dial() as wire:
            assert await until_closed(wire) == (1013, "not ready: models are loading")


async def test_a_busy_server_refuses_calls(exchange: MakeExchange) -> None:
    async with exchange(listens=False, max_calls=1) as line, line.dial() as first:
        async with asyncio.timeout(5):
            while not first.sent:
                await asyncio.sleep(0.005)
        async with line.dial() as second:
            assert await until_closed(second) == (1013, "all 1 lines are busy")


async def test_callers_whose_handshake_takes_long_do_not_exceed_the_limit(
    exchange: MakeExchange,
) -> None:
    opening = [
        '{"event": "connected"}',
        '{"event": "start", "start": {"streamSid": "MZ1", "callSid": "CA1"}}',
    ]
    async with exchange(listens=False, max_calls=1) as line:
        async with line.dial("twilio") as one, line.dial("twilio") as two:
            await asyncio.sleep(0.01)
            one.put(*opening)
            two.put(*opening)
            assert await until_closed(two) == (1013, "all 1 lines are busy")
            assert one.closed is None


async def test_what_is_not_the_carriers_protocol_is_refused(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        async with line.dial(query={"rate": "5"}) as wire:
            code, reason = await until_closed(wire)
        assert (code, reason[:12]) == (1008, "rate must be")
        async with line.dial("twilio") as wire:
            wire.put(bytes(70_000))
            assert await until_closed(wire) == (1008, "a message may have 64 KiB at most")
        shown = generate_latest(line.server.metrics.registry).decode()
        assert 'voice_agent_refused_total{reason="protocol"} 2.0' in shown


async def test_a_caller_who_says_nothing_is_not_waited_for(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "HANDSHAKE_S", 0.05)
    async with exchange(listens=False) as line, line.dial("twilio") as wire:
        code, reason = await until_closed(wire)
        assert code == 1008
        assert "opening messages" in reason


async def test_a_caller_who_goes_away_during_the_handshake_leaves_nothing(
    exchange: MakeExchange,
) -> None:
    async with exchange(listens=False) as line, line.dial("twilio") as wire:
        await asyncio.sleep(0.01)
        wire.hang_up()
        await asyncio.sleep(0.01)
        assert not line.server.lobby.calls
        assert await line.rows("select * from calls") == []


async def test_each_carrier_refuses_in_its_own_way(exchange: MakeExchange) -> None:
    refused: list[Refusal] = []

    async def refuse(wire: Wire, refusal: Refusal) -> None:
        refused.append(refusal)

    async def no(wire: Wire) -> Connection:
        raise ProtocolError("not me")

    async with exchange(listens=False) as line:
        await line.server.answer(Carrier("odd", "/odd", no, refuse=refuse), MemoryWire())
        line.server.engines = None
        await line.server.answer(Carrier("odd", "/odd", connect, refuse=refuse), MemoryWire())
    assert [refusal.kind for refusal in refused] == ["protocol", "not_ready"]
    assert refused[0].reason == "not me"


async def test_a_call_is_answered_without_any_network(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        wire = MemoryWire()
        call = asyncio.create_task(line.server.answer(CARRIER, wire))
        wire.put('{"type": "hangup"}')
        async with asyncio.timeout(5):
            await call
        assert wire.closed == (1000, "caller_hangup")


async def test_stopping_ends_the_calls_and_says_why(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        async with line.dial() as wire:
            async with asyncio.timeout(5):
                while not wire.sent:
                    await asyncio.sleep(0.005)
            await line.server.stop()
            assert wire.closed == (1000, "server_stopping")


async def test_engines_that_were_loaded_here_are_closed_here_and_no_others(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exchange(listens=False) as line:
        server, engines = line.server, line.server.engines
        assert engines is not None
        closed: list[str] = []

        class Watched(Engines):
            async def aclose(self) -> None:
                closed.append("closed")

        await server.load()
        assert server.engines is engines, "what is there is not loaded again"
        assert {handle.on_fallback for handle in engines.handles} == {server.metrics.fell_back}
        mine = Watched(**{f.name: getattr(engines, f.name) for f in fields(engines)})

        async def start(config: object, on_loaded: object) -> Engines:
            return mine

        monkeypatch.setattr(server_module, "start_engines", start)
        await server.stop()
        assert closed == []
        server.engines = None
        await server.load()
        assert server.engines is mine
        await server.stop()
        assert closed == ["closed"]


async def test_a_model_that_is_missing_is_a_failure_and_not_a_crash(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def missing(config: object, on_loaded: object) -> None:
        raise ModelError("no model in here")

    async with exchange(listens=False) as line:
        monkeypatch.setattr(server_module, "start_engines", missing)
        line.server.engines = None
        loading = asyncio.create_task(line.server.load())
        await line.server.prepare(loading)
        assert line.server.failure == "no model in here"
        assert line.server.on_failure.is_set()
        assert not line.server.prepared
