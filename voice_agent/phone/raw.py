"""The caller's half of this project's own protocol: PCM16 both ways, JSON events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Interrupted, parse_event
from voice_agent.phone.codec import Clear, Heard, PhoneCodec, Sound
from voice_agent.phone.values import CallError
from voice_agent.transport.raw import RATES_HZ

DEFAULT_HZ = 16000


class RawPhone(PhoneCodec):
    """Calls ``/ws`` at one of its rates."""

    gives_events = True

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz

    def url(self, url: str) -> str:
        """Put the rate into the query, replacing one that is there."""
        parts = urlsplit(url)
        query = [(key, value) for key, value in parse_qsl(parts.query) if key != "rate"]
        return urlunsplit(parts._replace(query=urlencode([*query, ("rate", str(self.rate_hz))])))

    def audio(self, frame: Samples) -> bytes:
        """Make a message of samples."""
        return frame.astype("<i2").tobytes()

    def key(self, digit: str) -> str:
        """Make the message of a pressed key."""
        return json.dumps({"type": "dtmf", "digit": digit})

    def typed(self, text: str) -> str:
        """Make the message of a typed turn."""
        return json.dumps({"type": "text", "text": text})

    def hangup(self) -> str:
        """Make the message that ends a call."""
        return json.dumps({"type": "hangup"})

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Translate a message of the server."""
        if isinstance(message, bytes):
            if len(message) % 2:
                raise ProtocolError(f"{len(message)} bytes end in half a sample")
            return (Sound(np.frombuffer(message, "<i2").astype(np.int16)),)
        event = parse_event(message)
        return (Clear(), event) if isinstance(event, Interrupted) else (event,)


def make(rate_hz: int | None) -> RawPhone:
    """Make the caller's half at a rate; by default 16 kHz.

    Raises:
        CallError: A rate the protocol does not have.
    """
    rate_hz = rate_hz or DEFAULT_HZ
    if rate_hz not in RATES_HZ:
        rates = ", ".join(str(rate) for rate in RATES_HZ)
        raise CallError(f"rate {rate_hz} Hz is not spoken; choose one of {rates}")
    return RawPhone(rate_hz)
