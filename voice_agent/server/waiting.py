"""Callers without a line who wait for one: first come, first served, with music."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.hold import hold_music
from voice_agent.audio.resample import resample
from voice_agent.core.clock import monotonic
from voice_agent.server.busy import send, until_gone
from voice_agent.transport.base import Connection, Refusal
from voice_agent.transport.pacing import Pacer

LOOK_AGAIN_S = 0.2
"""How often it is looked whether a line is free: calls end, and the load falls, at any time."""


class WaitingLine:
    """Those who wait.

    Args:
        most: How many may wait at once.
        at_most_s: How long one of them waits; 0 for nobody waits.
    """

    def __init__(self, most: int, at_most_s: float) -> None:
        self._most = most if at_most_s > 0 else 0
        self._at_most_s = at_most_s
        self._waiting: deque[object] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def takes(self, refusal: Refusal) -> bool:
        """Return whether a caller who is refused may wait instead."""
        return refusal.kind == "busy" and len(self._waiting) < self._most

    async def wait(
        self,
        connection: Connection,
        refusal: Callable[[], Refusal | None],
        sentence: tuple[NDArray[np.int16], int] | None,
    ) -> bool:
        """Keep a caller until it is their turn; return whether it is.

        Args:
            connection: The caller.
            refusal: Says why the first caller gets no line; ``None`` once there is one.
            sentence: What is said before the music, and its sample rate.
        """
        place = object()
        self._waiting.append(place)
        playing = asyncio.create_task(_play(connection, sentence), name="waiting-play")
        hearing = asyncio.create_task(until_gone(connection), name="waiting-listen")
        until = monotonic() + self._at_most_s
        try:
            # The music ends only with the caller.
            while monotonic() < until and not hearing.done() and not playing.done():
                now = refusal()
                if now is None and self._waiting[0] is place:
                    return True
                if now is not None and now.kind != "busy":
                    return False
                await asyncio.wait({playing, hearing}, timeout=LOOK_AGAIN_S)
            return False
        finally:
            playing.cancel()
            hearing.cancel()
            await asyncio.wait({playing, hearing})
            await connection.clear()
            self._waiting.remove(place)


async def _play(connection: Connection, sentence: tuple[NDArray[np.int16], int] | None) -> None:
    rate_hz, pacer = connection.info.rate_hz, Pacer()
    with contextlib.suppress(ConnectionError):
        if sentence is not None:
            samples = await asyncio.to_thread(resample, *sentence, rate_hz)
            await send(connection, samples, pacer)
        while True:
            await send(connection, hold_music(rate_hz), pacer)
