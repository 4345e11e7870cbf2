"""One person at the desks of several workers: each worker has a desk, the person sees one list."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, WebSocketException

from voice_agent.core.errors import ProtocolError
from voice_agent.server.agents import messages
from voice_agent.server.agents.messages import Wish
from voice_agent.transport.base import Wire

AGAIN_S = 1.0
HELLO_S = 10.0
Connect = Callable[[int], Awaitable[ClientConnection]]


class Lists:
    """The calls that wait at each worker, and which of them the person has. Pure.

    Attributes:
        mine: Worker and name of the call that the person has or is being told about.
    """

    def __init__(self) -> None:
        self._calls: dict[int, list[dict[str, Any]]] = {}
        self.mine: tuple[int, str] | None = None

    def put(self, worker: int, calls: list[dict[str, Any]]) -> None:
        """Take note of the list of a worker."""
        self._calls[worker] = calls

    def lose(self, worker: int) -> str:
        """Forget a worker; return the call that the person had there."""
        self._calls.pop(worker, None)
        if self.mine is None or self.mine[0] != worker:
            return ""
        call_id, self.mine = self.mine[1], None
        return call_id

    def where(self, call_id: str) -> int | None:
        """Return the worker at which a call waits."""
        for worker, calls in self._calls.items():
            if any(call["call_id"] == call_id for call in calls):
                return worker
        return None

    def all(self) -> list[dict[str, Any]]:
        """Return the calls of all workers, the one that has waited longest first."""
        found = [call for calls in self._calls.values() for call in calls]
        return sorted(found, key=lambda call: -float(call["waits_s"]))

    def heard(self, worker: int, kind: str, call_id: str) -> None:
        """Take note of a message of a worker about the person's call."""
        if kind == "whisper":
            self.mine = (worker, call_id)
        elif kind == "over" and self.mine == (worker, call_id):
            self.mine = None


class Relay:
    """A browser with the page open, connected to the desk of every worker.

    Args:
        wire: Its WebSocket.
        workers: Numbers of the workers.
        connect: Opens a WebSocket to the desk of a worker.
    """

    def __init__(self, wire: Wire, workers: list[int], connect: Connect) -> None:
        self._wire = wire
        self._workers = workers
        self._connect = connect
        self._desks: dict[int, ClientConnection] = {}
        self._lists = Lists()
        self._greeted = False
        self._sending = asyncio.Lock()

    async def stay(self) -> None:
        """Serve the person until they are gone.

        Raises:
            ProtocolError: They do not say who they are.
        """
        hello = await self._hello()
        sides = [asyncio.create_task(self._obey(), name="agents-relay")]
        sides += [
            asyncio.create_task(self._attend(worker, hello), name=f"agents-desk-{worker}")
            for worker in self._workers
        ]
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)

    async def _hello(self) -> str:
        first: str | bytes | None = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HELLO_S):
                first = await self._wire.receive()
        wish = messages.read(first) if isinstance(first, str) else None
        if wish is None or wish.kind != "hello" or not wish.name:
            raise ProtocolError('expected {"type": "hello", "name": ...} first')
        return json.dumps({"type": "hello", "name": wish.name})

    async def _attend(self, worker: int, hello: str) -> None:
        """Have a seat at a worker's desk, and again once it is started again."""
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                desk = await self._connect(worker)
                try:
                    await desk.send(hello)
                    self._desks[worker] = desk
                    await self._pass_on(worker, desk)
                except ConnectionClosed:
                    pass
                finally:
                    self._desks.pop(worker, None)
                    await desk.close()
            await self._lost(worker)
            await asyncio.sleep(AGAIN_S)

    async def _pass_on(self, worker: int, desk: ClientConnection) -> None:
        async for data in desk:
            if isinstance(data, bytes):
                await self._send(data)
                continue
            told = json.loads(data)
            kind, call_id = told["type"], told.get("call_id", "")
            if kind == "hello":
                if not self._greeted:
                    self._greeted = True
                    await self._send(data)
            elif kind == "calls":
                self._lists.put(worker, told["calls"])
                await self._show()
            else:
                self._lists.heard(worker, kind, call_id)
                await self._send(data)

    async def _lost(self, worker: int) -> None:
        had = self._lists.lose(worker)
        if had:
            await self._send(messages.message("over", call_id=had))
        if self._greeted:
            await self._show()

    async def _show(self) -> None:
        await self._send(json.dumps({"type": "calls", "calls": self._lists.all()}))

    async def _send(self, data: str | bytes) -> None:
        async with self._sending:
            await self._wire.send(data)

    async def _obey(self) -> None:
        while (data := await self._wire.receive()) is not None:
            try:
                await self._do(data)
            except ProtocolError as error:
                told = messages.message("error", code=error.code, message=str(error))
                await self._send(told)

    async def _do(self, data: str | bytes) -> None:
        mine = self._lists.mine
        if isinstance(data, bytes):
            if mine is not None:
                await self._tell(mine[0], data)
            return
        wish = messages.read(data)
        worker = self._place(wish)
        if wish.kind in ("accept", "listen"):
            # Somebody hears one call at a time, whichever worker has it.
            for other in self._desks:
                if other != worker:
                    await self._tell(other, json.dumps({"type": "listen", "call_id": ""}))
        if worker is not None:
            await self._tell(worker, data)

    def _place(self, wish: Wish) -> int | None:
        """Return the worker that a wish is for; ``None`` if it is for none.

        Raises:
            ProtocolError: There is no such call, or the person has another one.
        """
        mine = self._lists.mine
        if wish.kind in ("join", "hangup"):
            return mine[0] if mine is not None else None
        if wish.kind == "hello" or (wish.kind == "listen" and not wish.call_id):
            return None
        worker = self._lists.where(wish.call_id)
        if wish.kind == "accept" and (worker is None or mine is not None):
            raise ProtocolError("the call cannot be taken: it is gone, or somebody has it")
        return worker

    async def _tell(self, worker: int, data: str | bytes) -> None:
        desk = self._desks.get(worker)
        if desk is not None:
            with contextlib.suppress(ConnectionClosed):
                await desk.send(data)
