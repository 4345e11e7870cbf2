"""HTTP that does not wait for ever: a client that trickles its headers holds no connection."""

from __future__ import annotations

import asyncio
import logging

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 10.0
MAX_UNFINISHED = 64
"""Connections of one address whose headers are still on the way."""

_ANYBODY_CAUSES = (
    "ASGI callable returned without completing handshake",  # A refusal; the door tells that.
    "Invalid HTTP request",
    "Unsupported upgrade request",
    "No supported WebSocket library",
)


def quiet_strangers(record: logging.LogRecord) -> bool:
    """Return whether a line of uvicorn's belongs in the log: not if any stranger can flood it."""
    return not str(record.msg).startswith(_ANYBODY_CAUSES)


class HeadersInTime(H11Protocol):
    """uvicorn's HTTP/1.1, with a deadline for the headers of the first request.

    uvicorn has one for those that follow (``timeout_keep_alive``). One address cannot hold all
    connections meanwhile.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock."""
        super().connection_made(transport)  # type: ignore[arg-type]
        if self._unfinished() > MAX_UNFINISHED:
            transport.abort()  # type: ignore[attr-defined]
            return
        self._late = self.loop.call_later(HEADERS_S, transport.abort)  # type: ignore[attr-defined]

    def handle_events(self) -> None:
        """Stop the clock once there are headers, or an upgrade to a WebSocket."""
        super().handle_events()
        if self.scope is not None:
            self._stop_the_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_the_clock()
        super().connection_lost(exc)

    def _unfinished(self) -> int:
        """Count the connections of this address, this one included, that have sent no headers."""
        host = self.client[0] if self.client else ""
        return sum(
            one.scope is None and one.client is not None and one.client[0] == host
            for one in self.connections
            if isinstance(one, HeadersInTime)
        )

    def _stop_the_clock(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
