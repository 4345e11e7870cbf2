"""Who gets a line, and what the others are told; no sockets but where they are asked for."""

from __future__ import annotations

import asyncio

import pytest
from exchange import MakeExchange
from prometheus_client import generate_latest

from voice_agent.core.errors import ProtocolError
from voice_agent.server import entrance
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Carrier, Connection, Refusal, Wire
from voice_agent.transport.raw import connect

pytestmark = pytest.mark.virtual_time


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
    monkeypatch.setattr(entrance, "HANDSHAKE_S", 0.05)
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
