"""Audio between the caller and a person who has the call, past the pipeline."""

from __future__ import annotations

import asyncio

from voice_agent.audio.pcm import LISTEN_HZ

MAX_WAITING_S = 1.0
"""Audio that may wait for a side that does not take it; of more, the oldest is dropped."""


class Bridge:
    """Both directions of one call, as 16-bit PCM at ``LISTEN_HZ``.

    Attributes:
        open: Whether caller and person hear each other.
        over: Set once they do no longer.
    """

    def __init__(self) -> None:
        self.open = False
        self.over = asyncio.Event()
        self._to_person = _Way()
        self._to_caller = _Way()

    def begin(self) -> None:
        """Let them hear each other."""
        if not self.over.is_set():
            self.open = True

    def end(self) -> None:
        """Part them. Safe to call again, or before they were joined."""
        self.open = False
        self.over.set()

    def from_caller(self, pcm: bytes) -> None:
        """Take what the caller says. Never waits."""
        if self.open:
            self._to_person.put(pcm)

    def from_person(self, pcm: bytes) -> None:
        """Take what the person says. Never waits."""
        if self.open:
            self._to_caller.put(pcm)

    async def for_person(self) -> bytes:
        """Wait for more of what the caller says."""
        return await self._to_person.get()

    async def for_caller(self) -> bytes:
        """Wait for more of what the person says."""
        return await self._to_caller.get()


class _Way:
    """One direction; drops the oldest audio when too much of it waits."""

    def __init__(self) -> None:
        self._pieces: asyncio.Queue[bytes] = asyncio.Queue()
        self._bytes = 0

    def put(self, pcm: bytes) -> None:
        self._pieces.put_nowait(pcm)
        self._bytes += len(pcm)
        while self._bytes > 2 * LISTEN_HZ * MAX_WAITING_S and self._pieces.qsize() > 1:
            self._bytes -= len(self._pieces.get_nowait())

    async def get(self) -> bytes:
        pcm = await self._pieces.get()
        self._bytes -= len(pcm)
        return pcm
