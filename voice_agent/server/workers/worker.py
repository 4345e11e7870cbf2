"""The worker's side of the channel: takes connections, and reports how many calls it has."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from loguru import logger

from voice_agent.server.workers.channel import given, report
from voice_agent.server.workers.policy import Phase

REPORT_EVERY_S = 0.25


class Worker:
    """Serves what the supervisor gives it.

    Args:
        end: The worker's end of the channel; closed at the end.
        take: Serves a connection.
        state: Returns how this worker is, and the calls on its lines.
        on_orphan: Called when the supervisor is gone.
    """

    def __init__(
        self,
        end: socket.socket,
        take: Callable[[socket.socket], Awaitable[None]],
        state: Callable[[], tuple[Phase, int]],
        on_orphan: Callable[[], None],
    ) -> None:
        self._end = end
        self._take = take
        self._state = state
        self._on_orphan = on_orphan
        self._taking: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until cancelled."""
        loop = asyncio.get_running_loop()
        self._end.setblocking(False)
        loop.add_reader(self._end.fileno(), self._receive)
        try:
            while True:
                report(self._end, *self._state())
                await asyncio.sleep(REPORT_EVERY_S)
        finally:
            loop.remove_reader(self._end.fileno())
            self._end.close()
            if self._taking:
                await asyncio.wait(self._taking)

    def _receive(self) -> None:
        try:
            for connection in given(self._end):
                task = asyncio.create_task(self._serve(connection), name="take-connection")
                self._taking.add(task)
                task.add_done_callback(self._taking.discard)
        except EOFError:
            asyncio.get_running_loop().remove_reader(self._end.fileno())
            logger.error("the supervisor is gone: this worker finishes its calls")
            self._on_orphan()

    async def _serve(self, connection: socket.socket) -> None:
        try:
            await self._take(connection)
        except OSError:
            connection.close()  # The client has gone away meanwhile.
