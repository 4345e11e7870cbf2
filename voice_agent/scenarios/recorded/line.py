"""A line on which a recording is the caller."""

from __future__ import annotations

import asyncio

from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.info import CallInfo
from voice_agent.core.clock import monotonic
from voice_agent.core.events import Event
from voice_agent.transport.base import Audio, Hangup, Message
from voice_agent.transport.pacing import CHUNK_MS

_PIECE = LISTEN_HZ * CHUNK_MS // 1000
STAYS_S = 3.0
"""Silence after the recording and before the caller hangs up, in which a last turn is answered."""


class RecordedLine:
    """A ``transport.base.Connection``: sends the caller's sound in real time and hears nothing.

    Args:
        name: Name of the recording.
        caller: What the caller says: int16 samples at ``LISTEN_HZ``, shape (n,).
    """

    def __init__(self, name: str, caller: Samples) -> None:
        self.info = CallInfo(carrier="recording", rate_hz=LISTEN_HZ, call_id=name)
        self._pcm = caller.astype("<i2").tobytes()
        self._pieces = -(-caller.size // _PIECE) + round(STAYS_S * LISTEN_HZ / _PIECE)
        self._sent = 0
        self._began_at: float | None = None

    async def receive(self) -> Message | None:
        """Wait for the next piece of the recording; the caller hangs up after the last one."""
        if self._sent >= self._pieces:
            self._sent += 1
            return Hangup() if self._sent == self._pieces + 1 else None
        if self._began_at is None:
            self._began_at = monotonic()
        start = 2 * _PIECE * self._sent
        self._sent += 1
        due = self._began_at + self._sent * CHUNK_MS / 1000
        await asyncio.sleep(max(0.0, due - monotonic()))
        return Audio(self._pcm[start : start + 2 * _PIECE].ljust(2 * _PIECE, b"\0"))

    async def send_audio(self, pcm: bytes) -> None:
        """Drop what the agent says: the caller has said everything already."""

    async def said(self) -> None:
        """Do nothing."""

    async def clear(self) -> bool:
        """Drop nothing: nothing waits."""
        return False

    async def mark(self, position: int) -> None:
        """Tell nothing."""

    async def send_event(self, event: Event) -> None:
        """Tell nobody."""

    async def close(self, code: int, reason: str) -> None:
        """Do nothing."""
