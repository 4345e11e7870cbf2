"""The Wyoming protocol, which Home Assistant's recognisers and voices speak over TCP.

An event is a line of JSON, then more JSON and then bytes, if the line announces them.
https://github.com/OHF-Voice/wyoming
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, TypeAdapter

from voice_agent.core.errors import ConfigError, StageError

MAX_DATA = 1 << 20
MAX_PAYLOAD = 1 << 24
"""Largest parts of an event, in bytes: a server that announces more does not speak Wyoming."""
CONNECT_S = 3.0
_CLOSE_S = 0.5
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Event:
    """One message of the protocol.

    Attributes:
        type: What it is, such as ``transcribe`` or ``audio-chunk``.
        data: Its fields.
        payload: Bytes that belong to it: audio.
    """

    type: str
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str
    port: int

    @classmethod
    def parse(cls, uri: str) -> Address:
        """Read ``tcp://host:port``.

        Raises:
            ConfigError: It is something else.
        """
        parts = urlsplit(uri)
        with contextlib.suppress(ValueError):
            if parts.scheme == "tcp" and parts.hostname and parts.port and not parts.path:
                return cls(parts.hostname, parts.port)
        raise ConfigError(f"args.uri: expected tcp://host:port, got {uri!r}")

    @property
    def local(self) -> bool:
        """True if the server runs on this machine."""
        return self.host in _LOOPBACK

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"


def encode(event: Event) -> bytes:
    """Return an event as it goes over the connection."""
    head: dict[str, Any] = {"type": event.type}
    data = json.dumps(dict(event.data)).encode() if event.data else b""
    if data:
        head["data_length"] = len(data)
    if event.payload:
        head["payload_length"] = len(event.payload)
    return json.dumps(head).encode() + b"\n" + data + event.payload


async def decode(reader: asyncio.StreamReader) -> Event | None:
    """Read the next event; ``None`` at the end of the connection.

    Raises:
        ValueError: What comes is not the protocol, or the connection ends inside an event.
    """
    line = await reader.readline()
    if not line:
        return None
    head = _Head.model_validate_json(line)
    data = head.data or {}
    try:
        if head.data_length:
            data |= _DATA.validate_json(await reader.readexactly(head.data_length))
        payload = await reader.readexactly(head.payload_length or 0)
    except asyncio.IncompleteReadError as error:
        raise ValueError("the connection ended inside an event") from error
    return Event(head.type, data, payload)


class _Head(BaseModel):
    type: str
    data: dict[str, Any] | None = None
    data_length: int | None = Field(default=None, ge=0, le=MAX_DATA)
    payload_length: int | None = Field(default=None, ge=0, le=MAX_PAYLOAD)


_DATA = TypeAdapter(dict[str, Any])


class Conversation:
    """A connection on which one thing is asked. Errors of it are errors of a stage."""

    def __init__(
        self, stage: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, who: str
    ) -> None:
        self._stage = stage
        self._reader = reader
        self._writer = writer
        self._who = who

    @classmethod
    async def begin(cls, stage: str, address: Address) -> Conversation:
        """Connect.

        Raises:
            StageError: Nobody answers there.
        """
        who = f"Wyoming server {address}"
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(address.host, address.port)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise StageError(f"{who}: no connection: {why}", stage=stage) from error
        return cls(stage, reader, writer, who)

    async def send(self, *events: Event) -> None:
        """Send events.

        Raises:
            StageError: The connection is gone.
        """
        try:
            self._writer.writelines(map(encode, events))
            await self._writer.drain()
        except OSError as error:
            raise self._failed("the connection was lost") from error

    async def events(self) -> AsyncIterator[Event]:
        """Yield what the server says, until it ends the connection.

        Raises:
            StageError: It reports an error, or says what is not the protocol.
        """
        try:
            while (event := await decode(self._reader)) is not None:
                if event.type == "error":
                    # Its text may quote the caller: only its code is shown.
                    raise self._failed(f"it reports error {event.data.get('code') or 'unknown'}")
                yield event
        except ValueError as error:
            raise self._failed("it does not speak the protocol") from error
        except OSError as error:
            raise self._failed("the connection was lost") from error

    def broke_off(self) -> StageError:
        """Return the error of a server that ended the connection before it had answered."""
        return self._failed("it ended the connection without an answer")

    def wrong(self, what: str) -> StageError:
        """Return the error of a server that answered with something unusable."""
        return self._failed(what)

    async def close(self) -> None:
        """End the connection."""
        self._writer.close()
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._writer.wait_closed()
        except OSError:
            self._writer.transport.abort()

    def _failed(self, what: str) -> StageError:
        return StageError(f"{self._who}: {what}", stage=self._stage)
