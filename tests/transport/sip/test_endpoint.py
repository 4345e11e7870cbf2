from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from sip_messages import message

from voice_agent.core.errors import ConfigError
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.digest import Credentials
from voice_agent.transport.sip.endpoint import Endpoint, local_address, resolve
from voice_agent.transport.sip.registration import Registration


async def test_a_packet_is_answered_and_a_defect_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent = UserAgent(Here("127.0.0.1", 0), Policy(lambda host: True))
    endpoint = await Endpoint(agent, lambda call: None).open("127.0.0.1", 0)
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.setblocking(False)
        phone.connect(("127.0.0.1", endpoint.port))
        received = agent.received
        monkeypatch.setattr(UserAgent, "received", _broken)
        endpoint.datagram_received(b"x", ("127.0.0.1", 1))
        monkeypatch.undo()
        assert received is not None
        await loop.sock_sendall(phone, message("OPTIONS sip:a SIP/2.0"))
        async with asyncio.timeout(5):
            assert (await loop.sock_recv(phone, 4096)).startswith(b"SIP/2.0 200 OK")
    await endpoint.close()


def _broken(*_: Any) -> None:
    raise RuntimeError("a defect")


@pytest.mark.virtual_time
async def test_registrations_are_kept_up_by_its_timer() -> None:
    told: list[tuple[bool, int]] = []
    agents = [UserAgent(Here("127.0.0.1", 0), Policy(lambda host: True)) for _ in "12"]
    registrar, ours = [
        await Endpoint(one, lambda call: None).open("127.0.0.1", 0) for one in agents
    ]
    uri = f"sip:127.0.0.1:{registrar.port}"
    ours.registrations.append(
        Registration(
            ours.agent.asking, ours.agent.here, "sip:a@b", uri, await resolve(uri),
            Credentials("a", "b"), told=lambda good, status: told.append((good, status)),
        )
    )  # fmt: skip
    ours.elapsed()
    await asyncio.sleep(20)
    # Our own user agent is no registrar, and says so each time.
    assert told == [(False, 405)] * 3
    for one in (registrar, ours):
        await one.close()


async def test_addresses() -> None:
    assert await resolve("sip:127.0.0.1") == ("127.0.0.1", 5060)
    assert await resolve("sip:a@127.0.0.1:99") == ("127.0.0.1", 99)
    with pytest.raises(ConfigError, match="cannot be looked up"):
        await resolve("sip:no.such.host.invalid")
    assert local_address("127.0.0.1") == "127.0.0.1"
    assert local_address("not an address") == "127.0.0.1"
