"""A TCP connection to a server's AudioSocket, used as a WebSocket's client is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosedError

from voice_agent.transport.tcp import TcpWire

OPEN_S = 15.0


class TcpConnection:
    """Whole frames both ways.

    Args:
        wire: The connection.
    """

    def __init__(self, wire: TcpWire) -> None:
        self._wire = wire

    @classmethod
    async def open(cls, url: str) -> TcpConnection:
        """Connect to ``tcp://host:port``.

        Raises:
            OSError: Nobody listens there.
        """
        parts = urlsplit(url)
        async with asyncio.timeout(OPEN_S):
            return cls(TcpWire(*await asyncio.open_connection(parts.hostname, parts.port)))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Iterate over the frames until the server hangs up."""
        while (frame := await self._wire.receive()) is not None:
            yield frame

    async def send(self, data: str | bytes) -> None:
        """Send a frame.

        Raises:
            ConnectionClosedError: The server has hung up.
        """
        try:
            await self._wire.send(data)
        except ConnectionError:
            raise ConnectionClosedError(None, None) from None

    async def close(self) -> None:
        """Hang up."""
        await self._wire.close(0, "")
