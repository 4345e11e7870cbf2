"""The contract of a small language model that reads turns.

``voice-agent check-stage slm package.module:factory`` says whether an engine keeps it.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from voice_agent.core.turn import Transcript, TurnReading


class ReadingEngine(Protocol):
    """A reader of turns, loaded once and shared by all calls.

    Called from the engine's own thread, or from several if its ``info.parallel`` says so.
    """

    def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        """Understand one turn.

        Args:
            transcript: What was heard; an empty one reads as out of scope with confidence 0.
            asked: The agent's last reply, which short answers refer to.
            today: Day from which "next Friday" counts; by default the callers'.
        """
        ...


class AsyncReadingEngine(Protocol):
    """A reader that waits for somebody else: the same method as a coroutine."""

    async def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        """Understand one turn on the event loop; may be cancelled while it waits."""
        ...
