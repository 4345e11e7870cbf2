"""A TCP connection that carries AudioSocket's frames, as a ``Wire``."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Mapping

from voice_agent.transport.audiosocket_frames import HANGUP, FrameReader, pack

CLOSE_S = 2.0
_READ_BYTES = 16 * 1024


class TcpWire:
    """Whole frames over a pair of streams.

    Args:
        reader: Where the peer's bytes come from.
        writer: Where ours go.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.query: Mapping[str, str] = {}
        self.headers: Mapping[str, str] = {}
        self._reader = reader
        self._writer = writer
        self._frames = FrameReader()
        self._waiting: deque[bytes] = deque()
        self._closed = False

    async def receive(self) -> bytes | None:
        """Wait for the next frame; ``None`` once the peer is gone."""
        while not self._waiting:
            try:
                data = await self._reader.read(_READ_BYTES)
            except OSError:
                return None
            if not data:
                return None
            self._waiting.extend(self._frames.feed(data))
        return self._waiting.popleft()

    async def send(self, data: str | bytes) -> None:
        """Send one frame.

        Raises:
            ConnectionError: The peer is gone.
        """
        if self._closed or self._writer.is_closing():
            raise ConnectionResetError("the caller is gone")
        try:
            self._writer.write(data.encode() if isinstance(data, str) else data)
            await self._writer.drain()
        except OSError:
            raise ConnectionResetError("the caller is gone") from None

    async def close(self, code: int, reason: str) -> None:
        """Hang up and close; a peer that does not read is not waited for."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                self._writer.write(pack(HANGUP))
                self._writer.close()
                await self._writer.wait_closed()
                return
        self._writer.transport.abort()
