"""What a worker asks the others: metrics, calls on the line, a reload."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiohttp
from websockets.asyncio.client import ClientConnection, unix_connect

from voice_agent.server.workers.place import Place

ASK_S = 2.0
_MOST_BYTES = 2**22


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker answered.

    Attributes:
        worker: Its number.
        status: The status; 0 if it did not answer.
        body: The body.
    """

    worker: int
    status: int = 0
    body: bytes = b""


class Peers:
    """The other workers of this server.

    Args:
        place: This worker's place.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.others = [number for number in range(place.count) if number != place.number]

    async def ask_all(self, path: str, *, timeout_s: float = ASK_S) -> list[Answer]:
        """Ask all other workers at once; one that does not answer has status 0."""
        return list(
            await asyncio.gather(*(self.ask(one, path, timeout_s=timeout_s) for one in self.others))
        )

    async def ask(
        self, worker: int, path: str, *, method: str = "GET", timeout_s: float = ASK_S
    ) -> Answer:
        """Ask one worker."""
        connector = aiohttp.UnixConnector(str(self.place.socket(worker)))
        try:
            async with (
                asyncio.timeout(timeout_s),
                aiohttp.ClientSession(connector=connector) as session,
                session.request(method, f"http://worker{path}") as answer,
            ):
                return Answer(worker, answer.status, await answer.content.read(_MOST_BYTES))
        except (aiohttp.ClientError, OSError):
            return Answer(worker)

    async def connect(self, worker: int, path: str) -> ClientConnection:
        """Open a WebSocket to a worker, this one included.

        Raises:
            OSError: It is not there.
            WebSocketException: It does not want this connection.
        """
        return await unix_connect(
            str(self.place.socket(worker)),
            f"ws://worker{path}",
            compression=None,
            open_timeout=ASK_S,
            close_timeout=ASK_S,
            proxy=None,
        )
