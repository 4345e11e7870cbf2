"""SIP over TCP and TLS: connections that come in, those of ours, and each used again."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import cast

from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.framing import PING, PONG, Framer
from voice_agent.transport.sip.transactions import Peer, StreamTransport

CONNECT_S = 5.0
UNFINISHED_S = 10.0
"""How long a message may take from its first byte to its last."""
IDLE_S = 600.0
"""How long a connection lives on which nothing comes, not even a sign of life."""
PING_EVERY_S = 30.0
MAX_CONNECTIONS = 256
MAX_OF_ONE_HOST = 32
MAX_UNSENT = 256 * 1024
"""Bytes that wait for a peer who does not read; of more, the connection is closed."""
_READ_BYTES = 16 * 1024


@dataclass(slots=True)
class Told:
    """Those who are told what happens on connections.

    Attributes:
        received: Told of each message, and from where it came.
        lost: Told of a connection that has ended, or could not be made.
        knows: Whether an address may connect.
    """

    received: Callable[[bytes, Peer], None]
    lost: Callable[[Peer], None]
    knows: Callable[[str], bool]


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    peer: Peer
    ours: bool
    framer: Framer = field(default_factory=Framer)
    pinging: asyncio.Task[None] | None = None


class Streams:
    """The connections of one user agent.

    Args:
        told: Told what happens.
        context: For connections of ours over TLS.
    """

    def __init__(self, told: Told, context: ssl.SSLContext | None = None) -> None:
        self._told = told
        self._context = context
        self._connections: dict[Peer, _Connection] = {}
        self._names: dict[Peer, str] = {}
        self._reaching: dict[Peer, asyncio.Lock] = {}
        self._listeners: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._connections)

    async def listen(
        self, host: str, port: int, transport: StreamTransport, context: ssl.SSLContext | None
    ) -> int:
        """Take connections; return the port.

        Raises:
            OSError: It is taken.
        """

        def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            address = writer.get_extra_info("peername")
            if address is None or not self._has_room(address[0]):
                writer.transport.abort()
                return
            connection = _Connection(reader, writer, (*address[:2], transport), ours=False)
            self._connections[connection.peer] = connection
            if context is not None:
                # What comes first is for TLS, and must not be read before it begins.
                cast(asyncio.Transport, writer.transport).pause_reading()
            self._own(self._took(connection, context))

        listener = await asyncio.start_server(taken, host, port)
        self._listeners.append(listener)
        bound: int = listener.sockets[0].getsockname()[1]
        return bound

    def named(self, peer: Peer, name: str) -> None:
        """Remember the name that the certificate of a peer must have."""
        self._names[peer] = name

    def here(self, peer: Peer) -> tuple[str, int] | None:
        """Return our end of the connection to a peer; ``None`` if there is none."""
        connection = self._connections.get(peer)
        if connection is None:
            return None
        host, port = connection.writer.get_extra_info("sockname")[:2]
        return str(host), int(port)

    async def reach(self, peer: Peer) -> None:
        """Connect to a peer, unless there is a connection.

        Raises:
            OSError: It cannot be reached in time, or is not who it says to be.
        """
        lock = self._reaching.setdefault(peer, asyncio.Lock())
        try:
            async with lock:
                if peer not in self._connections:
                    await self._open(peer)
        finally:
            if not lock.locked():
                self._reaching.pop(peer, None)

    async def _open(self, peer: Peer) -> None:
        secure = peer[2:] == ("TLS",)
        context = (self._context or ssl.create_default_context()) if secure else None
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(
                    peer[0],
                    peer[1],
                    ssl=context,
                    server_hostname=self._names.get(peer, peer[0]) if secure else None,
                )
        except TimeoutError:
            raise TimeoutError("no connection in time") from None
        connection = _Connection(reader, writer, peer, ours=True)
        self._connections[peer] = connection
        connection.pinging = asyncio.create_task(_ping(writer), name="sip-ping")
        self._own(self._run(connection))

    def connect(self, peer: Peer) -> None:
        """Connect to a peer in a while; one that cannot be reached counts as lost."""
        self._own(self._connect_and_send(b"", peer))

    def send(self, data: bytes, peer: Peer) -> None:
        """Send a message; a connection is made if there is none."""
        connection = self._connections.get(peer)
        if connection is None:
            self._own(self._connect_and_send(data, peer))
            return
        connection.writer.write(data)
        if connection.writer.transport.get_write_buffer_size() > MAX_UNSENT:
            connection.writer.transport.abort()

    async def close(self) -> None:
        """End all connections."""
        for listener in self._listeners:
            listener.close()
        for connection in list(self._connections.values()):
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(0.5):
                    await connection.writer.drain()
            connection.writer.transport.abort()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _own(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(coroutine, name="sip-stream")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _has_room(self, host: str) -> bool:
        of_host = sum(peer[0] == host for peer in self._connections)
        return (
            self._told.knows(host)
            and len(self._connections) < MAX_CONNECTIONS
            and of_host < MAX_OF_ONE_HOST
        )

    async def _took(self, connection: _Connection, context: ssl.SSLContext | None) -> None:
        began = connection.writer  # Kept: it closes its connection when it is forgotten.
        try:
            # Strangers do not get as far as to cost us a handshake.
            if context is not None:
                connection.reader, connection.writer = await _secured(began, context)
        except OSError:
            self._gone(connection)
            return
        await self._run(connection)

    async def _connect_and_send(self, data: bytes, peer: Peer) -> None:
        try:
            await self.reach(peer)
        except OSError:
            self._told.lost(peer)
            return
        if data:
            self.send(data, peer)

    async def _run(self, connection: _Connection) -> None:
        self._connections[connection.peer] = connection
        try:
            await self._read(connection)
        except (OSError, ProtocolError):
            pass
        finally:
            if connection.pinging is not None:
                connection.pinging.cancel()
                await asyncio.wait({connection.pinging})
            self._gone(connection)

    def _gone(self, connection: _Connection) -> None:
        if self._connections.get(connection.peer) is connection:
            del self._connections[connection.peer]
        connection.writer.transport.abort()
        self._told.lost(connection.peer)

    async def _read(self, connection: _Connection) -> None:
        framer, until = connection.framer, monotonic() + IDLE_S
        while True:
            async with asyncio.timeout(max(0.0, until - monotonic())):
                data = await connection.reader.read(_READ_BYTES)
            if not data:
                return
            was_unfinished = framer.unfinished
            messages = framer.push(data)
            for message in messages:
                if message == PING:
                    if not connection.ours:
                        connection.writer.write(PONG)
                else:
                    self._told.received(message, connection.peer)
            if not framer.unfinished:
                until = monotonic() + IDLE_S
            elif messages or not was_unfinished:
                # A byte now and then does not keep half a message alive.
                until = monotonic() + UNFINISHED_S


async def _secured(
    writer: asyncio.StreamWriter, context: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Begin TLS on a connection that came in; nothing may have been read from it.

    Raises:
        OSError: The other side does not speak TLS, or not in time.
    """
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    # StreamWriter.start_tls forgets its transport where the other side goes away meanwhile.
    transport = await loop.start_tls(
        writer.transport, protocol, context, server_side=True, ssl_handshake_timeout=CONNECT_S
    )
    if transport is None:
        raise ConnectionResetError("the other side went away during the handshake")
    protocol.connection_made(transport)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def _ping(writer: asyncio.StreamWriter) -> None:
    """Show that we are alive: NAT and servers forget connections on which nothing comes."""
    while not writer.is_closing():
        await asyncio.sleep(PING_EVERY_S)
        writer.write(PING)
