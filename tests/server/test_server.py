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

from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import ModelError, StageError
from voice_agent.core.turn import Section
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.pipeline.assembly import Engines
from voice_agent.pipeline.prepared import opening_clauses
from voice_agent.server import server as server_module
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.raw import CARRIER
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
