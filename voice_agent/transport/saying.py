"""Speech into a connection in real time, past the pipeline."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.clock import monotonic
from voice_agent.transport.base import Connection
from voice_agent.transport.pacing import Pacer

_CHUNKS_PER_S = 50


async def say(connection: Connection, speech: AsyncGenerator[NDArray[np.int16]]) -> None:
    """Say all of it, and return once it must have been heard.

    Args:
        connection: To whom.
        speech: Mono samples, shape (n,), at the line's rate.

    Raises:
        ConnectionError: The other side is gone.
    """
    rate_hz, pacer = connection.info.rate_hz, Pacer()
    step = rate_hz // _CHUNKS_PER_S
    async with contextlib.aclosing(speech) as pieces:
        async for samples in pieces:
            for start in range(0, samples.size, step):
                chunk = samples[start : start + step]
                await connection.send_audio(chunk.tobytes())
                now = monotonic()
                await asyncio.sleep(pacer.sent(now, chunk.size / rate_hz) - now)
    await asyncio.sleep(pacer.ahead_s(monotonic()))
