from __future__ import annotations

import numpy as np
import pytest
from broken_carriers import Connection16, carrier

from voice_agent.phone.codec import Sound
from voice_agent.testing.carrier_caller import FRAME_S, CarrierProbe
from voice_agent.transport.base import Audio, Hangup, Message


class Endless(Connection16):
    async def receive(self) -> Message | None:
        return await super().receive() or Hangup()


async def test_a_caller_speaks_in_frames_and_hears_what_was_sent() -> None:
    probe = CarrierProbe(carrier())
    async with probe.calling() as caller:
        caller.say(np.ones(16000, np.int16))
        await caller.connection.send_audio(bytes(640))
        (heard,) = caller.heard()
        assert isinstance(heard, Sound)
        assert not caller.heard(), "what was heard is taken"
        received = await caller.rest()
    assert [type(one) for one in received] == [Audio] * round(1 / FRAME_S)


async def test_one_who_is_never_gone_is_named() -> None:
    async with CarrierProbe(carrier(Endless)).calling() as caller:
        with pytest.raises(Exception, match="receives without end"):
            await caller.rest()


@pytest.mark.virtual_time
async def test_a_line_that_says_nothing_is_not_waited_for() -> None:
    async with CarrierProbe(carrier()).calling() as caller:
        with pytest.raises(TimeoutError):
            await caller.receive()
