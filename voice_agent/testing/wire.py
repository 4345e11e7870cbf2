"""A wire without a network: what a client would send, and what it was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping


class MemoryWire:
    """A ``Wire`` whose other end is the test.

    Args:
        query: Query of the client's URL.
        headers: Headers of the client's request.

    Attributes:
        sent: What the server has sent.
        closed: Code and reason with which the server closed, or ``None``.
    """

    def __init__(
        self, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.query: Mapping[str, str] = dict(query or {})
        self.headers: Mapping[str, str] = dict(headers or {})
        self.sent: list[str | bytes] = []
        self.closed: tuple[int, str] | None = None
        self._received: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._gone = False

    def put(self, *messages: str | bytes) -> None:
        """Send messages as the client."""
        for message in messages:
            self._received.put_nowait(message)

    def hang_up(self) -> None:
        """Go away as the client, without a goodbye."""
        self._gone = True
        self._received.put_nowait(None)

    async def receive(self) -> str | bytes | None:
        """Wait for the client's next message; ``None`` once it is gone."""
        message = await self._received.get()
        if message is None:
            self._received.put_nowait(None)
        return message

    async def send(self, data: str | bytes) -> None:
        """Write a message down.

        Raises:
            ConnectionError: The client is gone.
        """
        if self._gone or self.closed:
            raise ConnectionResetError("the client is gone")
        self.sent.append(data)

    async def close(self, code: int, reason: str) -> None:
        """Close; the first code and reason count."""
        if not self._gone:
            self.closed = self.closed or (code, reason)
        self._received.put_nowait(None)
