from __future__ import annotations

from typing import Any

import pytest

from voice_agent.core.errors import ProtocolError
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.opening import MESSAGES, opening, parameters_of, told


async def test_start_is_read_after_connected() -> None:
    wire = MemoryWire()
    wire.put('{"event": "connected"}', '{"event": "start", "start": {"x": 1}, "id": 2}')
    assert await opening(wire, name="Test") == {"event": "start", "start": {"x": 1}, "id": 2}


async def test_start_alone_will_do() -> None:
    wire = MemoryWire()
    wire.put('{"event": "start", "start": {}}')
    assert (await opening(wire, name="Test"))["start"] == {}


@pytest.mark.parametrize(
    "messages",
    [
        ['{"event": "connected"}', '{"event": "connected"}', '{"event": "start"}'],
        ['{"event": "connected"}', '{"event": "start"}'],
        ['{"event": "start", "start": 5}', '{"event": "start", "start": 5}'],
        ["{"],
        [b"\xff"],
        ["7"],
        ["{}"],
    ],
)
async def test_anything_else_is_not_this_carrier(messages: list[str | bytes]) -> None:
    wire = MemoryWire()
    wire.put(*messages)
    with pytest.raises(ProtocolError, match="expected Test's opening messages"):
        await opening(wire, name="Test")


async def test_a_caller_who_goes_away_meanwhile_is_no_protocol_error() -> None:
    wire = MemoryWire()
    wire.put('{"event": "connected"}')
    wire.hang_up()
    with pytest.raises(ConnectionError):
        await opening(wire, name="Test")


async def test_audio_that_has_overtaken_start_is_left_out_but_not_for_ever() -> None:
    wire = MemoryWire()
    wire.put(*['{"event": "media"}'] * (MESSAGES - 1), '{"event": "start", "start": {}}')
    assert (await opening(wire, name="Test"))["start"] == {}
    wire.put(*['{"event": "media"}'] * MESSAGES, '{"event": "start", "start": {}}')
    with pytest.raises(ProtocolError, match="up to 'start'"):
        await opening(wire, name="Test")


@pytest.mark.parametrize(
    ("value", "line"),
    [("CA1", "CA1"), (7, "7"), (None, ""), ({}, ""), (["x"], ""), ("a\nb\x1b[0m", "ab[0m")],
)
def test_what_a_carrier_says_is_one_line(value: object, line: str) -> None:
    assert told(value) == line


def test_what_a_carrier_says_is_short() -> None:
    assert len(told("x" * 10_000)) == 500
    assert len(parameters_of({str(n): n for n in range(1000)})) == 50


@pytest.mark.parametrize(
    ("value", "parameters"),
    [
        ({"plan": "gold", "age": 7}, {"plan": "gold", "age": "7"}),
        ('{"plan": "gold"}', {"plan": "gold"}),
        ([{"name": "plan", "value": "gold"}, "x"], {"plan": "gold"}),
        ("", {}),
        ("no json", {}),
        ("[" * 5000, {}),
        (None, {}),
        (5, {}),
    ],
)
def test_parameters_come_in_several_forms(value: Any, parameters: dict[str, str]) -> None:
    assert parameters_of(value) == parameters
