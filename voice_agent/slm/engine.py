"""The contract of a small language model that reads turns."""

from __future__ import annotations

from typing import Protocol

from voice_agent.core.turn import Transcript, TurnReading


class ReadingEngine(Protocol):
    """A reader of turns. Loaded once, shared by all calls, safe to call from several threads."""

    def read(self, transcript: Transcript, *, asked: str = "") -> TurnReading:
        """Understand one turn.

        Args:
            transcript: What was heard; an empty one reads as out of scope.
            asked: The agent's last words, which short answers refer to.
        """
        ...
