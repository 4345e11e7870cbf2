"""Admits calls: up to a limit, and none while the engines load."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from voice_agent.transport.base import Refusal

STOP_S = 10.0


class Lobby:
    """The calls on the line, and whether there is room for another.

    Args:
        max_calls: Calls at once.
    """

    def __init__(self, max_calls: int) -> None:
        self.calls: set[asyncio.Task[None]] = set()
        self._max_calls = max_calls

    def refusal(self, *, ready: bool) -> Refusal | None:
        """Say why no call can be taken now; ``None`` if one can."""
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

    async def stop(self) -> None:
        """End the calls that are on the line."""
        for call in list(self.calls):
            call.cancel()
        if self.calls:
            await asyncio.wait(self.calls, timeout=STOP_S)
