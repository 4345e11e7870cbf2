"""The conversation of a call: its dialogue state and its lines. One owner, snapshots for others."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from voice_agent.core.turn import Segment, joined
from voice_agent.dialogue.state import DialogueState

HISTORY_LINES = 60
FILLER = "filler"
"""Source of words that only bridge the wait for an answer."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A conversation to go back to."""

    state: DialogueState
    lines: tuple[tuple[str, str], ...]


class Conversation:
    """What was said, and where the dialogue is.

    Attributes:
        state: The dialogue; a value that is replaced, never changed.
    """

    def __init__(self) -> None:
        self.state = DialogueState()
        self._lines: deque[tuple[str, str]] = deque(maxlen=HISTORY_LINES)
        self._reply: list[Segment] = []

    @property
    def lines(self) -> Iterator[tuple[str, str]]:
        """Speaker (``caller`` or ``agent``) and words, oldest first; the last 60."""
        return iter(tuple(self._lines))

    def heard(self, text: str) -> None:
        """Note what the caller said."""
        self._lines.append(("caller", text))

    def said(self, segments: tuple[Segment, ...], *, goes_on: bool) -> None:
        """Note what the agent says, as a reply of its own or as more of the last one."""
        # The caller's text may be known only after the filler: then it comes between.
        follows = goes_on and bool(self._lines) and self._lines[-1][0] == "agent"
        if follows:
            self._lines.pop()
        else:
            self._reply = []
        self._reply.extend(segments)
        self._lines.append(("agent", joined(self._reply)))
        # Nobody answers a filler, or wants it said again.
        answer = joined(part for part in self._reply if part.source != FILLER)
        if any(part.source != FILLER for part in segments):
            self.state = replace(self.state, last_reply=answer)

    def cut_off(self, spoken: str) -> None:
        """Shorten the agent's last line to ``spoken``, which is all that was heard."""
        if self._lines and self._lines[-1][0] == "agent":
            self._lines[-1] = ("agent", spoken)

    def snapshot(self) -> Snapshot:
        """Return the conversation as it is now."""
        return Snapshot(self.state, tuple(self._lines))

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to an earlier moment."""
        self.state = snapshot.state
        self._lines.clear()
        self._lines.extend(snapshot.lines)
