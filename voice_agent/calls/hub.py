"""Publishes the events of all calls to subscribers. Used only from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from voice_agent.core.events import Ended, Event

SUBSCRIPTION_EVENTS = 512
LISTENED_PIECES = 500
"""Ten seconds of pieces of 20 ms, of two sides."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of what one side of a call says.

    Attributes:
        call_id: The call.
        side: Who; a person who has the call counts as the agent.
        pcm: 16-bit little-endian mono PCM.
        rate_hz: Its rate.
        at: Monotonic seconds at which it had arrived, or was sent.
    """

    call_id: str
    side: Literal["caller", "agent"]
    pcm: bytes = field(repr=False)
    rate_hz: int
    at: float


class Listening:
    """Sounds that wait for one listener, oldest first; a slow one loses the oldest.

    Attributes:
        dropped: How many pieces were lost so far.
    """

    def __init__(self, call_id: str | None, limit: int) -> None:
        self.dropped = 0
        self._call_id = call_id
        self._waiting: asyncio.Queue[Sound] = asyncio.Queue(limit)

    def offer(self, sound: Sound) -> None:
        """Take a piece if it belongs to the call that is listened to. Never waits."""
        if self._call_id is not None and sound.call_id != self._call_id:
            return
        if self._waiting.full():
            self._waiting.get_nowait()
            self.dropped += 1
        self._waiting.put_nowait(sound)

    async def next(self) -> Sound:
        """Wait for the next piece."""
        return await self._waiting.get()

    def waiting(self) -> list[Sound]:
        """Return the pieces that are there already, without waiting."""
        return [self._waiting.get_nowait() for _ in range(self._waiting.qsize())]


class Subscription:
    """Events that wait for one reader, oldest first.

    A reader that is too slow loses the oldest events, never the call's time.

    Attributes:
        dropped: How many events were lost so far.
    """

    def __init__(self, call_id: str | None, limit: int) -> None:
        self.dropped = 0
        self._call_id = call_id
        self._waiting: asyncio.Queue[Event] = asyncio.Queue(limit)

    def offer(self, event: Event) -> None:
        """Take an event if it belongs to the call that is followed. Never waits."""
        if self._call_id is not None and event.call_id != self._call_id:
            return
        if self._waiting.full():
            self._waiting.get_nowait()
            self.dropped += 1
        self._waiting.put_nowait(event)

    async def next(self) -> Event:
        """Wait for the next event."""
        return await self._waiting.get()

    def waiting(self) -> list[Event]:
        """Return the events that are there already, without waiting."""
        return [self._waiting.get_nowait() for _ in range(self._waiting.qsize())]

    async def __aiter__(self) -> AsyncIterator[Event]:
        """Iterate over the events; of a single call until its ``ended`` event."""
        while True:
            event = await self.next()
            yield event
            if self._call_id is not None and isinstance(event, Ended):
                return


class Hub:
    """The place where calls publish and consoles, tracers, recorders and sockets subscribe."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._listening: set[Listening] = set()

    @contextmanager
    def subscribe(
        self, call_id: str | None = None, *, limit: int = SUBSCRIPTION_EVENTS
    ) -> Iterator[Subscription]:
        """Follow one call, or all of them when ``call_id`` is left out, until the block ends."""
        subscription = Subscription(call_id, limit)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def publish(self, event: Event) -> None:
        """Hand an event to every subscriber. Never waits."""
        for subscription in self._subscriptions:
            subscription.offer(event)

    @contextmanager
    def listen(
        self, call_id: str | None = None, *, limit: int = LISTENED_PIECES
    ) -> Iterator[Listening]:
        """Listen to one call, or to all of them when ``call_id`` is left out."""
        listening = Listening(call_id, limit)
        self._listening.add(listening)
        try:
            yield listening
        finally:
            self._listening.discard(listening)

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listening)

    def sound(self, sound: Sound) -> None:
        """Hand a piece of sound to every listener. Never waits."""
        for listening in self._listening:
            listening.offer(sound)
