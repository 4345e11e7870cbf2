"""What the server does while nobody is on the line."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import aiohttp
import numpy as np
import pytest
from exchange import MakeExchange
from fakes import ToneVoice
from numpy.typing import NDArray

from voice_agent.core.chain import EngineHandle
from voice_agent.core.errors import StageError
from voice_agent.core.turn import Section
from voice_agent.knowledge.bm25 import Knowledge
from voice_agent.language import en
from voice_agent.pipeline.prepared import opening_clauses
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
        server.calls.add(call)
        preparing = asyncio.create_task(server.prepare(loading))
        await asyncio.sleep(0.1)
        assert server.engines.voice.remembered(OPENING) is None
        server.calls.discard(call)
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
