from __future__ import annotations

import pytest

from voice_agent.config.access import LimitsConfig
from voice_agent.server.access.admission import Admission
from voice_agent.server.access.sources import Sources
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.guard import Violation


def sources(**limits: float) -> Sources:
    return Sources(LimitsConfig.model_validate(limits), lambda: 0.0)


def test_a_caller_is_counted_as_long_as_it_is_there() -> None:
    one = sources().get("a")
    with Admission([one], "voice-agent") as admission:
        assert (one.calls, admission.subprotocol) == (1, "voice-agent")
    assert one.calls == 0


def test_a_call_that_fails_is_over_too() -> None:
    one = sources().get("a")
    with pytest.raises(RuntimeError), Admission([one]):
        raise RuntimeError
    assert one.calls == 0


@pytest.mark.parametrize(
    ("limits", "reason"),
    [({"messages_per_s": 1}, "too_many_messages"), ({"bytes_per_s": 10}, "too_many_bytes")],
)
async def test_two_calls_of_a_source_share_its_limit(limits: dict[str, float], reason: str) -> None:
    one, told = sources(**limits).get("a"), list[str]()
    wires = [MemoryWire(), MemoryWire()]
    calls = [Admission([one], None, told.append).metered(wire) for wire in wires]
    for wire in wires:
        wire.put(*["0123456789"] * 10)
    for n in range(11):
        assert await calls[n % 2].receive() == "0123456789"
    with pytest.raises(Violation, match="one source"):
        await calls[1].receive()
    assert told == [reason]


async def test_a_caller_without_limits_has_its_own_wire() -> None:
    wire = MemoryWire()
    assert Admission([]).metered(wire) is wire


async def test_the_rest_of_the_wire_is_as_it_was() -> None:
    wire = MemoryWire({"rate": "8000"})
    metered = Admission([sources().get("a")]).metered(wire)
    await metered.send("hello")
    await metered.close(1000, "bye")
    wire.hang_up()
    assert await metered.receive() is None or wire.closed
    assert (metered.query, wire.sent, wire.closed) == ({"rate": "8000"}, ["hello"], (1000, "bye"))
