"""Publishes the events of all calls to subscribers. Used only from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from voice_agent.core.events import Ended, Event

SUBSCRIPTION_EVENTS = 512


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
