"""A recording on the line."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from voice_agent.scenarios.recorded.line import STAYS_S, RecordedLine
from voice_agent.transport.base import Audio, Hangup

pytestmark = pytest.mark.virtual_time


async def test_the_caller_speaks_in_real_time_then_stays_and_hangs_up() -> None:
    loop = asyncio.get_running_loop()
    caller = np.arange(1, 801, dtype=np.int16)
    line, began = RecordedLine("one", caller), loop.time()
    heard = b""
    while isinstance(message := await line.receive(), Audio):
        assert len(message.pcm) == 640
        heard += message.pcm
        assert loop.time() - began == pytest.approx(len(heard) / 32000)
    assert message == Hangup()
    assert await line.receive() is None
    assert loop.time() - began == pytest.approx(0.06 + STAYS_S)
    assert np.array_equal(np.frombuffer(heard, "<i2")[:800], caller)
    assert not any(heard[1600:])


async def test_what_the_agent_says_goes_nowhere() -> None:
    line = RecordedLine("one", np.zeros(1, np.int16))
    await line.send_audio(b"\0\0")
    await line.mark(1)
    await line.said()
    await line.close(1000, "over")
    assert not await line.clear()
