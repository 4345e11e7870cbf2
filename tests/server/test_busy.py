"""What a caller hears for whom there is no line."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import numpy as np
import pytest
from exchange import Exchange, MakeExchange
from fakes import ToneVoice
from numpy.typing import NDArray
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from voice_agent.core.chain import EngineHandle
from voice_agent.server import entrance
from voice_agent.server.busy import BusyLine, ready_audio
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Refusal
from voice_agent.tts.voice import Voice

pytestmark = pytest.mark.virtual_time
BUSY = Refusal("busy", "all 1 lines are busy")
TWILIO = (
    '{"event": "connected"}',
    '{"event": "start", "start": {"streamSid": "MZ1", "callSid": "CA1"}}',
)


class CountingVoice(ToneVoice):
    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def synthesise(self, text: str) -> NDArray[np.int16]:
        self.made.append(text)
        return super().synthesise(text)


async def remember(line: Exchange) -> None:
    """Make the sentence, as the server does when it starts."""
    assert line.server.engines is not None
    book = line.server.engines.playbook
    clauses = book.lang.split_clauses(book.lang.speakable(book.says.busy))
    await line.server.engines.voice.prepare(clauses, deadline_ms=1000)


async def closed(wire: MemoryWire) -> tuple[int, str]:
    async with asyncio.timeout(60):
        while wire.closed is None:
            await asyncio.sleep(0.01)
    return wire.closed


def refused(line: Exchange, reason: str = "busy") -> float:
    registry = line.server.metrics.registry
    return registry.get_sample_value("voice_agent_refused_total", {"reason": reason}) or 0


@contextlib.asynccontextmanager
async def taken(line: Exchange) -> AsyncIterator[None]:
    """Have the only line taken."""
    async with line.dial() as first:
        async with asyncio.timeout(5):
            while not first.sent:
                await asyncio.sleep(0.01)
        yield


def test_places_are_few_and_come_back() -> None:
    busy_line = BusyLine(1)
    assert not busy_line.turns_away(BUSY)
    with busy_line.place(BUSY) as told:
        assert told
        assert busy_line.turns_away(BUSY)
        with busy_line.place(BUSY) as too:
            assert not too
    with busy_line.place(BUSY) as told:
        assert told


@pytest.mark.parametrize("kind", ["not_ready", "protocol"])
def test_only_those_without_a_line_are_told(kind: str) -> None:
    refusal = Refusal(kind, "")  # type: ignore[arg-type]
    with BusyLine(1).place(refusal) as told:
        assert not told
    assert not BusyLine(0).turns_away(refusal)


async def test_the_sentence_is_there_only_if_nothing_has_to_be_made(exchange: MakeExchange) -> None:
    voice = CountingVoice()
    async with exchange(listens=False, voice=Voice(EngineHandle("tts", voice))) as line:
        assert line.server.engines is not None
        assert ready_audio(line.server.engines, line.server.engines.playbook.says.busy) is None
        assert voice.made == []
        await remember(line)
        audio = ready_audio(line.server.engines, line.server.engines.playbook.says.busy)
        assert audio is not None
        assert audio.size > 0


async def test_the_caller_hears_it_whole_and_no_model_is_touched(exchange: MakeExchange) -> None:
    voice = CountingVoice()
    async with exchange(
        listens=False, max_calls=1, voice=Voice(EngineHandle("tts", voice))
    ) as line:
        await remember(line)
        async with taken(line):
            made, began = list(voice.made), asyncio.get_running_loop().time()
            assert line.server.engines is not None
            audio = ready_audio(line.server.engines, line.server.engines.playbook.says.busy)
            assert audio is not None
            async with line.dial() as second:
                assert await closed(second) == (1013, "all 1 lines are busy")
                heard = b"".join(m for m in second.sent if isinstance(m, bytes))
            seconds = audio.size / line.server.engines.voice.sample_rate_hz
            assert len(heard) / 2 / 16000 == pytest.approx(seconds, abs=0.02)
            took = asyncio.get_running_loop().time() - began
            assert seconds < took < seconds + 1, "in real time, and then the line is closed"
            assert voice.made == made
        assert refused(line) == 1
        assert await line.rows("select count(*) from calls") == [(1,)]


async def test_a_telephone_carrier_says_it_in_its_own_way(exchange: MakeExchange) -> None:
    async with exchange(listens=False, max_calls=1) as line:
        await remember(line)
        async with taken(line), line.dial("twilio") as second:
            second.put(*TWILIO)
            assert (await closed(second))[0] == 1013
            events = [json.loads(message)["event"] for message in second.sent]
            assert set(events) == {"media"}
            assert len(events) > 10


async def test_a_caller_who_hangs_up_is_not_told_to_the_end(exchange: MakeExchange) -> None:
    async with exchange(listens=False, max_calls=1, server={"busy_callers": 1}) as line:
        await remember(line)
        async with taken(line):
            async with line.dial() as second:
                await asyncio.sleep(0.2)
                second.put('{"type": "hangup"}')
                await closed(second)
                sent = len(second.sent)
            async with line.dial() as third:
                await closed(third)
                assert len(third.sent) > sent, "the place is free again"


async def test_a_client_that_says_nothing_does_not_hold_a_place_for_long(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "HANDSHAKE_S", 3.0)
    async with exchange(listens=False, max_calls=1) as line:
        await remember(line)
        async with taken(line), line.dial("twilio") as second:
            began = asyncio.get_running_loop().time()
            assert (await closed(second))[0] == 1013
            assert asyncio.get_running_loop().time() - began < 4


async def test_a_server_that_stops_says_it_too(exchange: MakeExchange) -> None:
    async with exchange(listens=False, max_calls=4) as line:
        await remember(line)
        async with taken(line):
            line.server.drain.signal("SIGTERM")
            async with line.dial() as second:
                assert await closed(second) == (1013, "the server is stopping")
                assert any(isinstance(message, bytes) for message in second.sent)
        assert refused(line, "stopping") == 1


async def test_those_beyond_the_places_get_a_status_at_the_handshake(
    exchange: MakeExchange,
) -> None:
    async with exchange(max_calls=1, server={"busy_callers": 0}) as line, line.phone() as phone:
        await phone.until("ready")
        with pytest.raises(InvalidStatus) as failed:
            await connect(f"{line.url}/ws")
        assert failed.value.response.status_code == 503
        assert refused(line) == 1
