"""Media streams: JSON messages with an ``event`` and audio in base64, as most carriers have them.

Every carrier has its own names for the same messages; a ``Dialect`` holds them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event
from voice_agent.transport.base import Audio, Codec, Hangup, Key, Message, Played
from voice_agent.transport.encoding import Encoding
from voice_agent.transport.opening import BAD_CONTENT
from voice_agent.transport.sequence import Sequence

_MAX_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One carrier's names for the messages of a call.

    Attributes:
        name: The carrier, for error messages.
        play: Make the message with audio from its base64 text.
        clear: The message that drops what has not been played.
        mark: Make the message that asks to be told when playback reaches a mark.
        played: Value of ``event`` with which it tells that.
        quiet: Values of ``event`` that mean nothing to the call.
        place: What says which place a packet has: ``timestamp`` in ms, or number of the ``chunk``.
    """

    name: str
    play: Callable[[str], Mapping[str, Any]]
    clear: Mapping[str, Any]
    mark: Callable[[str], Mapping[str, Any]]
    played: str = "mark"
    quiet: frozenset[str] = frozenset({"connected", "start"})
    place: Literal["timestamp", "chunk"] = "timestamp"


class StreamCodec(Codec):
    """Messages of a media stream.

    Args:
        dialect: The carrier's names for them.
        encoding: How its audio is written, both ways.
    """

    def __init__(self, dialect: Dialect, encoding: Encoding) -> None:
        self._dialect = dialect
        self._encoding = encoding
        self._sequence = Sequence(encoding.rate_hz)
        self._resampler = StreamResampler(encoding.rate_hz, LISTEN_HZ)
        self._told_of_track = False

    async def decode(self, data: str | bytes) -> Message | None:
        """Translate a message of the carrier. Errors never repeat its content."""
        dialect = self._dialect
        try:
            message = json.loads(data)
            event = message["event"]
            if event == "media":
                return self._audio(message["media"])
            if event == "dtmf":
                return Key(str(message["dtmf"]["digit"]))
            if event == dialect.played:
                return mark_reached(message.get(event, message)["name"])
            if event in dialect.quiet:
                return None
        except ProtocolError:
            raise
        except BAD_CONTENT:
            raise ProtocolError(f"not a {dialect.name} message") from None
        if event == "stop":
            return Hangup()
        if event == "error":
            raise ProtocolError(f"{dialect.name} reports an error in what it was sent")
        known = ", ".join(
            sorted({"media", "dtmf", "stop", "error", dialect.played, *dialect.quiet})
        )
        raise ProtocolError(f"unknown {dialect.name} event; known: {known}")

    async def encode_audio(self, pcm: bytes) -> str | None:
        """Make a message of PCM at the line's rate."""
        if not pcm:
            return None
        payload = base64.b64encode(self._encoding.encode(pcm)).decode("ascii")
        return json.dumps(self._dialect.play(payload))

    async def encode_clear(self) -> str:
        """Make the message that drops what has not been played."""
        return json.dumps(self._dialect.clear)

    async def encode_mark(self, position: int) -> str:
        """Make a mark whose name is its position."""
        return json.dumps(self._dialect.mark(str(position)))

    async def encode_event(self, event: Event) -> None:
        """Send nothing: telephone carriers have no use for events."""
        return

    def _audio(self, media: Any) -> Audio | None:
        if not media.get("track", "inbound").startswith("inbound"):
            self._other_track()
            return None
        pcm = self._encoding.decode(base64.b64decode(media["payload"], validate=True))
        if not pcm:
            return None
        if self._dialect.place == "timestamp":
            at, step = _number(media.get("timestamp")), 500 * len(pcm) / self._encoding.rate_hz
        else:
            at, step = _number(media.get("chunk")), 1.0
        heard = self._resampler.push(self._sequence.push(at, step, pcm))
        return Audio(heard) if heard else None

    def _other_track(self) -> None:
        """Leave out what is not the caller's voice; say so once.

        Raises:
            ProtocolError: The first time.
        """
        if not self._told_of_track:
            self._told_of_track = True
            raise ProtocolError(
                f"{self._dialect.name} also sends the agent's own track, which is not heard; "
                "ask for the inbound track alone"
            )


def _number(value: Any) -> int | None:
    """Return a count that is written as a number or as its digits; ``None`` for anything else."""
    text = str(value)
    is_count = text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS
    return int(text) if is_count else None


def mark_reached(name: Any) -> Played | None:
    """Return the mark that was reached; ``None`` if this server did not set it."""
    position = _number(name)
    return None if position is None else Played(position)
