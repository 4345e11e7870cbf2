from __future__ import annotations

import pytest

from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.dial import answered, dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint


@pytest.mark.virtual_time
async def test_a_call_to_nobody_is_given_up_when_it_has_rung_long_enough() -> None:
    agent = UserAgent(Here("127.0.0.1", 0), Policy(lambda host: True))
    endpoint = await Endpoint(agent, lambda call: None).open("127.0.0.1", 0)
    wire = await dial(endpoint, "sip:a@127.0.0.1:9", ("127.0.0.1", 9), "sip:b@127.0.0.1")
    assert not await answered(wire, 3.0)
    assert await wire.receive() is None
    await endpoint.close()
