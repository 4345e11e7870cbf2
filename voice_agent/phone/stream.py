"""The caller's half of a media stream: JSON with an ``event``, audio in base64, marks."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Heard, Mark, PhoneCodec, Sound
from voice_agent.phone.values import CallError
from voice_agent.transport.encoding import Encoding


class StreamPhone(PhoneCodec):
    """Subclass this for a carrier: its names, and how a call opens.

    Args:
        encoding: How audio is written, both ways.

    Attributes:
        plays: Event with which the server sends audio.
        clears: Event with which it drops what has not been played.
        marks: Event with which it asks to be told of a place.
        reaches: Event with which that is told.
    """

    plays, clears, marks, reaches = "media", "clear", "mark", "mark"

    def __init__(self, encoding: Encoding) -> None:
        self.rate_hz = encoding.rate_hz
        self.stream_id = f"MZ{uuid4().hex}"
        self.call_id = f"CA{uuid4().hex}"
        self._encoding = encoding
        self._chunk = 0
        self._sent_samples = 0

    def message(self, event: str, **body: Any) -> str:
        """Make a message of this stream."""
        return json.dumps({"event": event, "stream_id": self.stream_id, **body})

    def audio(self, frame: Samples) -> str:
        """Make a ``media`` message."""
        data = self._encoding.encode(frame.astype("<i2").tobytes())
        self._chunk += 1
        media = {
            "track": "inbound",
            "chunk": str(self._chunk),
            "timestamp": str(self._sent_samples * 1000 // self.rate_hz),
            "payload": base64.b64encode(data).decode("ascii"),
        }
        self._sent_samples += frame.size
        return self.message("media", media=media)

    def key(self, digit: str) -> str:
        """Make a ``dtmf`` message."""
        return self.message("dtmf", dtmf={"digit": digit})

    def hangup(self) -> str:
        """Make a ``stop`` message."""
        return self.message("stop", stop={})

    def reached(self, mark: str) -> str:
        """Make the message that playback has reached a mark."""
        return self.message(self.reaches, mark={"name": mark})

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Obey audio, marks and what drops audio."""
        try:
            data = json.loads(message)
            event = data["event"]
            if event == self.plays:
                payload = base64.b64decode(data["media"]["payload"], validate=True)
                return (Sound(np.frombuffer(self._encoding.decode(payload), "<i2")),)
            if event == self.marks:
                return (Mark(str(data.get("mark", data)["name"])),)
            if event == self.clears:
                return (Clear(),)
        except (ValueError, TypeError, KeyError, AttributeError):
            pass
        raise ProtocolError("not a message of this carrier")


def check_rate(rate_hz: int | None, rates: Sequence[int], carrier: str) -> int:
    """Return the rate of a line; the first of ``rates`` when left out.

    Raises:
        CallError: Another rate.
    """
    if rate_hz is None or rate_hz in rates:
        return rate_hz or rates[0]
    known = ", ".join(map(str, rates))
    raise CallError(f"rate {rate_hz} Hz is not spoken; {carrier}'s lines have {known}")
