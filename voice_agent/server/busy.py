"""A call too many: the caller hears that all lines are busy, in audio that is there already."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio.resample import resample
from voice_agent.core.clock import monotonic
from voice_agent.pipeline.assembly import Engines
from voice_agent.transport.base import Connection, Hangup, Refusal
from voice_agent.transport.pacing import CHUNK_MS, LEAD_MS, Pacer

MOST_S = 20.0
"""Longest time that one caller is told."""
TAIL_S = LEAD_MS / 1000 + 0.3
"""Silence before the line is closed: a carrier drops what it has not played by then."""
_TOLD = ("busy", "stopping")


class BusyLine:
    """Callers without a line who hear why, a few at once.

    Args:
        most: How many of them.
    """

    def __init__(self, most: int) -> None:
        self._free = most

    def turns_away(self, refusal: Refusal) -> bool:
        """Return whether a caller is not even to be connected: too many are being told."""
        return refusal.kind in _TOLD and self._free <= 0

    @contextlib.contextmanager
    def place(self, refusal: Refusal) -> Iterator[bool]:
        """Take a place among those who are told, if this refusal is told and one is free."""
        taken = refusal.kind in _TOLD and self._free > 0
        self._free -= taken
        try:
            yield taken
        finally:
            self._free += taken


def ready_audio(engines: Engines, sentence: str) -> NDArray[np.int16] | None:
    """Return a sentence at the voice's rate; ``None`` if the voice would have to make it."""
    lang = engines.playbook.lang
    clauses = lang.split_clauses(lang.speakable(sentence))
    spoken = [engines.voice.remembered(clause) for clause in clauses]
    ready = [audio for audio in spoken if audio is not None]
    return np.concatenate(ready) if ready and len(ready) == len(spoken) else None


async def tell(connection: Connection, audio: NDArray[np.int16], rate_hz: int) -> None:
    """Play a sentence to a caller, in bounded time; return early if the caller hangs up."""
    told = asyncio.create_task(_play(connection, audio, rate_hz), name="busy-play")
    gone = asyncio.create_task(until_gone(connection), name="busy-listen")
    try:
        await asyncio.wait({told, gone}, timeout=MOST_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        told.cancel()
        gone.cancel()
        await asyncio.wait({told, gone})


async def _play(connection: Connection, audio: NDArray[np.int16], rate_hz: int) -> None:
    samples = await asyncio.to_thread(resample, audio, rate_hz, connection.info.rate_hz)
    with contextlib.suppress(ConnectionError):
        await send(connection, samples, Pacer())
        await asyncio.sleep(TAIL_S)


async def send(connection: Connection, samples: NDArray[np.int16], pacer: Pacer) -> None:
    """Send audio at the line's rate in real time; return once it has been sent.

    Raises:
        ConnectionError: The caller is gone.
    """
    rate_hz = connection.info.rate_hz
    size = rate_hz * CHUNK_MS // 1000
    for start in range(0, samples.size, size):
        chunk = samples[start : start + size]
        await connection.send_audio(chunk.tobytes())
        now = monotonic()
        await asyncio.sleep(pacer.sent(now, chunk.size / rate_hz) - now)


async def until_gone(connection: Connection) -> None:
    """Receive what a caller sends, and leave it unheard, until they hang up."""
    while (message := await connection.receive()) is not None:
        if isinstance(message, Hangup):
            return
