"""Messages that wait for one person's browser. A browser that is too slow loses audio, not text."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

MAX_WAITING = 400


class Overfull(Exception):
    """The browser takes nothing any more."""


class Outbox:
    """A bounded queue with one writer, so that messages keep their order."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[str | bytes] = asyncio.Queue(MAX_WAITING)

    def put(self, message: str | bytes) -> None:
        """Add a message. Audio is dropped when too much waits.

        Raises:
            Overfull: A text has no place.
        """
        if not self._waiting.full():
            self._waiting.put_nowait(message)
        elif isinstance(message, str):
            raise Overfull

    async def write(self, send: Callable[[str | bytes], Awaitable[None]]) -> None:
        """Send what waits, until cancelled or the browser is gone."""
        while True:
            await send(await self._waiting.get())
