from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from voice_agent.transport.pacing import LEAD_MS
from voice_agent.transport.saying import say

pytestmark = pytest.mark.virtual_time


class Ear:
    """Keeps what it is sent, and when; hangs up after a while."""

    def __init__(self, hangs_up_after: float = 9.0) -> None:
        self.info = SimpleNamespace(rate_hz=8000)
        self.heard: list[tuple[float, int]] = []
        self._until = asyncio.get_running_loop().time() + hangs_up_after

    async def send_audio(self, pcm: bytes) -> None:
        now = asyncio.get_running_loop().time()
        if now > self._until:
            raise ConnectionResetError
        self.heard.append((now, len(pcm) // 2))


async def pieces(*seconds: float) -> AsyncGenerator[NDArray[np.int16]]:
    for one in seconds:
        yield np.ones(int(8000 * one), np.int16)


async def said(ear: Any, *seconds: float) -> float:
    began = asyncio.get_running_loop().time()
    await say(ear, pieces(*seconds))
    return asyncio.get_running_loop().time() - began


async def test_it_takes_as_long_as_it_takes_to_hear() -> None:
    ear = Ear()
    assert await said(ear, 0.5, 0.31) == pytest.approx(0.81, abs=0.01)
    assert sum(count for _, count in ear.heard) == int(0.81 * 8000)
    began = ear.heard[0][0]
    sent_s = 0.0
    for at, count in ear.heard:
        assert sent_s - (at - began) <= LEAD_MS / 1000 + 0.001, "never far ahead"
        sent_s += count / 8000


async def test_who_hangs_up_is_not_spoken_to() -> None:
    with pytest.raises(ConnectionError):
        await said(Ear(0.3), 2.0)


async def test_nothing_is_said_of_nothing() -> None:
    assert await said(Ear()) == 0.0
