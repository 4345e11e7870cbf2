"""The caller's half of a carrier's protocol: messages a phone sends and receives. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from voice_agent.audio.levels import Samples
from voice_agent.core.events import Event


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of the agent, (n,) int16 at the line's rate."""

    samples: Samples


@dataclass(frozen=True, slots=True)
class Clear:
    """Audio that has not been played is to be dropped."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the audio; the server wants to know when playback reaches it."""

    name: str


Heard = Sound | Clear | Mark | Event
"""Everything that a message of the server can mean to a phone."""


class PhoneCodec(Protocol):
    """Subclass this for a carrier; what has a body here may stay as it is.

    Attributes:
        rate_hz: Rate of the line, both ways.
        gives_events: Whether the server sends the events of the call.
        drops_audio: Whether the server can drop audio that has not been played.
    """

    rate_hz: int
    gives_events: bool = False
    drops_audio: bool = True

    def url(self, url: str) -> str:
        """Add to the server's URL what the protocol wants there."""
        return url

    def opening(self) -> Sequence[str | bytes]:
        """Make the messages that begin a call."""
        return ()

    def audio(self, frame: Samples) -> str | bytes:
        """Make a message of (n,) int16 samples at the line's rate."""
        ...

    def key(self, digit: str) -> str | bytes:
        """Make the message of a pressed key."""
        ...

    def typed(self, text: str) -> str | bytes | None:
        """Make the message of a typed turn; ``None`` where turns cannot be typed."""
        return None

    def hangup(self) -> str | bytes:
        """Make the message that ends a call."""
        ...

    def reached(self, mark: str) -> str | bytes | None:
        """Make the message that playback has reached a mark; ``None`` where there are no marks."""
        return None

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Translate a message of the server, in the order in which it is to be obeyed.

        Raises:
            ProtocolError: Not a message of this carrier.
        """
        ...
