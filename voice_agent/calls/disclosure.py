"""A sentence that the caller must hear once and to its end. Pure bookkeeping."""

from __future__ import annotations

from voice_agent.calls.playback import Heard

DISCLOSURE = "disclosure"
"""Source of its words."""


class Disclosure:
    """A disclosure, and how much of it was heard.

    Args:
        text: What is disclosed; empty if nothing is.

    Attributes:
        text: The same.
        due: Whether the next reply has to begin with it.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.due = bool(self.text)
        self._told = False

    def told(self) -> None:
        """Note that the present reply begins with it."""
        self.due, self._told = False, True

    def stopped(self, heard: Heard) -> None:
        """Note how much of the present reply was heard: what was cut off is said again."""
        if not self._told:
            return
        spoken = " ".join(part.spoken for part in heard.parts if part.source == DISCLOSURE)
        self.due = spoken.split() != self.text.split()
        self._told = False
