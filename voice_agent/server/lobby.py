"""Admits calls: up to a limit, and none while the engines load or the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from voice_agent.transport.base import Refusal

STOP_S = 10.0


class Lobby:
    """The calls on the line, and whether there is room for another.

    Args:
        max_calls: Calls at once.

    Attributes:
        calls: Those on the line.
        closed: True if no call is taken any more.
        on_empty: Called when the last call is over.
    """

    def __init__(self, max_calls: int) -> None:
        self.calls: set[asyncio.Task[None]] = set()
        self.closed = False
        self.on_empty: Callable[[], None] = lambda: None
        self._max_calls = max_calls

    def refusal(self, *, ready: bool) -> Refusal | None:
        """Say why no call can be taken now; ``None`` if one can."""
        if self.closed:
            return Refusal("stopping", "the server is stopping")
        if not ready:
            return Refusal("not_ready", "not ready: models are loading")
        if len(self.calls) >= self._max_calls:
            return Refusal("busy", f"all {self._max_calls} lines are busy")
        return None

    async def hold(self, call: Coroutine[Any, Any, None]) -> None:
        """Run a call in a task that ``stop`` can end; return when it is over."""
        task = asyncio.create_task(call)
        self.calls.add(task)
        try:
            await task
        finally:
            self.calls.discard(task)
            if not self.calls:
                self.on_empty()

    async def stop(self) -> None:
        """End the calls that are on the line."""
        for call in list(self.calls):
            call.cancel()
        if self.calls:
            await asyncio.wait(self.calls, timeout=STOP_S)
