from __future__ import annotations

import asyncio

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosedError

from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Sound
from voice_agent.phone.sip import SipLine, make
from voice_agent.phone.values import CallError
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.call import SipCall
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint
from voice_agent.transport.sip.wire import BYE, SipWire


def test_a_call_goes_to_the_sip_port_of_the_server() -> None:
    assert make(None).url("ws://127.0.0.1:8765/") == "sip://127.0.0.1:5060"
    assert make(8000).url("sip://host:7") == "sip://host:7"
    with pytest.raises(CallError, match="SIP"):
        make(16000)


def test_what_is_heard() -> None:
    phone = make(None)
    (sound,) = phone.read(b"\1\0\2\0")
    assert isinstance(sound, Sound)
    assert sound.samples.tolist() == [1, 2]
    assert phone.read("clear") == (Clear(),)
    for wrong in (b"\1", "junk"):
        with pytest.raises(ProtocolError):
            phone.read(wrong)


@pytest.mark.virtual_time
async def test_a_call_over_sockets() -> None:
    wires: list[SipWire] = []
    taking: list[asyncio.Task[object]] = []

    def take(call: SipCall) -> None:
        wires.append(SipWire(server, call))
        taking.append(asyncio.create_task(wires[-1].receive(), name="taking"))

    agent = UserAgent(Here("127.0.0.1", 0), Policy(lambda host: True))
    server = await Endpoint(agent, take).open("127.0.0.1", 0)
    line = await SipLine.open(f"sip://127.0.0.1:{server.port}")
    phone = make(None)
    await asyncio.sleep(0.1)
    tone = np.full(160, 5000, np.int16)
    await line.send(phone.audio(tone))
    assert isinstance(await wires[0].receive(), bytes)
    await wires[0].send(tone.tobytes())
    heard = [one async for one in _some(line, 20)]
    assert max(np.frombuffer(one, np.int16).max() for one in heard) > 4000
    await line.send(BYE)
    with pytest.raises(ConnectionClosedError):
        await line.send(phone.audio(tone))
    await line.close()
    await asyncio.gather(*taking)
    await wires[0].close(0, "")
    await server.close()


async def _some(line: SipLine, count: int):  # type: ignore[no-untyped-def]
    async for one in line:
        yield one
        count -= 1
        if not count:
            return


@pytest.mark.virtual_time
async def test_a_refused_call_is_an_error() -> None:
    agent = UserAgent(Here("127.0.0.1", 0), Policy(lambda host: True))
    server = await Endpoint(agent, lambda call: call.refuse(486, 0.0)).open("127.0.0.1", 0)
    with pytest.raises(OSError, match="486"):
        await SipLine.open(f"sip://127.0.0.1:{server.port}")
    await server.close()
