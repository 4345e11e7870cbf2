from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from carrier_calls import connected, info, received

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.sip import SipPhone
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Audio, Hangup, Hold, Key, Problem, Refusal
from voice_agent.transport.sip.carrier import CARRIER, SipConnection, status_of
from voice_agent.transport.sip.sdp import Stream
from voice_agent.transport.sip.wire import SipWire

STREAM = Stream("h", 1, "PCMU", 0, 101)


def _opening(**fields: Any) -> str:
    return json.dumps({"call_id": "c", "stream": asdict(STREAM), **fields})


async def test_what_the_call_says_of_itself_is_kept() -> None:
    found = await info(CARRIER, _opening(**{"from": "+1", "to": "100", "parameters": {"x-a": "b"}}))
    assert (found.call_id, found.from_number, found.to_number) == ("c", "+1", "100")
    assert (dict(found.parameters), found.steady, found.rate_hz) == ({"x-a": "b"}, True, 8000)


@pytest.mark.parametrize(
    "first",
    ["{}", "junk", b"junk", '{"stream": {}}', _opening(stream={**asdict(STREAM), "law": "x"})],
)
async def test_another_opening_is_no_call(first: str | bytes) -> None:
    with pytest.raises(ProtocolError):
        await info(CARRIER, first)


async def test_hold_keys_and_the_end() -> None:
    phone = SipPhone()
    held = json.dumps({"stream": asdict(replace(STREAM, receives=False))})
    packet = phone.audio(_silence())
    found = await received(
        CARRIER, [_opening()], held, packet, json.dumps({"stream": asdict(STREAM)}),
        phone.audio(_silence()), "key 5", "key x", "junk", "bye",
    )  # fmt: skip
    assert found[:2] == [Hold(True), Hold(False)]
    assert isinstance(found[2], Audio)
    assert found[3] == Key("5")
    assert [type(one) for one in found[4:]] == [Problem, Problem, Hangup]


def _silence() -> Any:
    import numpy as np

    return np.zeros(160, np.int16)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "accepted"), (486, "busy"), (408, "no_answer"), (603, "declined"), (0, "failed")],
)
async def test_a_transfer_has_an_outcome(
    status: int, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def transfer(self: SipWire, target: str) -> int:
        assert target == "sip:desk@pbx"
        return status

    monkeypatch.setattr(SipWire, "transfer", transfer)
    wire, connection = await connected(CARRIER, _opening())
    assert isinstance(connection, SipConnection)
    assert await connection.transfer("sip:desk@pbx") == "failed"
    wrapped = MemoryWire()
    wrapped.inner = object.__new__(SipWire)  # type: ignore[attr-defined]
    connection._wire = wrapped
    assert await connection.transfer("sip:desk@pbx") == outcome
    assert wire.closed is None


async def test_who_is_not_let_in_gets_a_status() -> None:
    wire = MemoryWire()
    await CARRIER.refuse(wire, Refusal("busy", "all lines are busy"))
    assert wire.closed == (486, "all lines are busy")
    assert [status_of(Refusal(kind, "")) for kind in ("not_ready", "stopping")] == [503, 503]
