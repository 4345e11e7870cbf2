"""An admitted caller, and what its messages cost its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from voice_agent.server.access.sources import Source
from voice_agent.transport.base import Wire
from voice_agent.transport.guard import Violation


class Admission:
    """One caller, counted for its sources as long as the ``with`` block lasts.

    Args:
        sources: Whose limits it has: its address, the subject of its token.
        subprotocol: The WebSocket subprotocol to accept.
        on_refused: Told why its messages are refused.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        subprotocol: str | None = None,
        on_refused: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self.subprotocol = subprotocol
        self._sources = sources
        self._on_refused = on_refused
        for source in sources:
            source.calls += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for source in self._sources:
            source.calls -= 1

    def metered(self, wire: Wire) -> Wire:
        """Return the wire; a message that is over a source's limit ends the call."""
        return _Metered(wire, self._sources, self._on_refused) if self._sources else wire


class _Metered:
    """A wire whose messages are counted.

    Attributes:
        inner: The wire itself.
    """

    def __init__(
        self, wire: Wire, sources: Sequence[Source], on_refused: Callable[[str], None]
    ) -> None:
        self.query: Mapping[str, str] = wire.query
        self.headers: Mapping[str, str] = wire.headers
        self.send = wire.send
        self.close = wire.close
        self.inner = wire
        self._wire = wire
        self._sources = sources
        self._on_refused = on_refused

    async def receive(self) -> str | bytes | None:
        """Wait for the next message.

        Raises:
            Violation: The source sends too many, or too much.
        """
        data = await self._wire.receive()
        if data is not None:
            for source in self._sources:
                if not source.messages.spend(1):
                    self._on_refused("too_many_messages")
                    raise Violation("too many messages from one source")
                if not source.bytes.spend(len(data)):
                    self._on_refused("too_many_bytes")
                    raise Violation("too much data from one source")
        return data
