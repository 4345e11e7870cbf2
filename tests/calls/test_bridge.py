"""Caller and person hear each other, and nobody hears what is late."""

from __future__ import annotations

import asyncio

from voice_agent.calls.bridge import Bridge


async def test_both_hear_each_other_while_it_is_open() -> None:
    bridge = Bridge()
    bridge.from_caller(b"early")
    bridge.begin()
    bridge.from_caller(b"to person")
    bridge.from_person(b"to caller")
    assert await bridge.for_person() == b"to person"
    assert await bridge.for_caller() == b"to caller"
    bridge.end()
    bridge.from_caller(b"late")
    assert (bridge.open, bridge.over.is_set()) == (False, True)
    bridge.begin()
    assert not bridge.open, "a call that is over stays over"


async def test_a_side_that_does_not_listen_loses_the_oldest() -> None:
    bridge = Bridge()
    bridge.begin()
    for number in range(100):
        bridge.from_caller(bytes([number]) * 3200)
    heard = []
    while True:
        try:
            heard.append((await asyncio.wait_for(bridge.for_person(), 0.01))[0])
        except TimeoutError:
            break
    assert (len(heard), heard[-1]) == (10, 99)
