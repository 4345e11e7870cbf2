"""Vonage's part of its WebSocket: binary linear audio, JSON for everything else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import uuid4

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Heard, Mark, PhoneCodec, Sound
from voice_agent.phone.stream import check_rate


class VonagePhone(PhoneCodec):
    """Calls ``/vonage``.

    Args:
        rate_hz: Rate of the line.
    """

    def __init__(self, rate_hz: int = 16000) -> None:
        self.rate_hz = rate_hz
        self.call_id = str(uuid4())

    def opening(self) -> Sequence[str]:
        """Make ``websocket:connected``."""
        connected = {
            "event": "websocket:connected",
            "content-type": f"audio/l16;rate={self.rate_hz}",
            "call_id": self.call_id,
            "from_number": "15550100",
            "to_number": "15550199",
        }
        return (json.dumps(connected),)

    def audio(self, frame: Samples) -> bytes:
        """Make a message of samples."""
        return frame.astype("<i2").tobytes()

    def key(self, digit: str) -> str:
        """Make the message of a pressed key."""
        return json.dumps({"event": "websocket:dtmf", "digit": digit, "duration": 260})

    def hangup(self) -> str:
        """Make the message that ends a call."""
        return json.dumps({"event": "websocket:disconnected"})

    def reached(self, mark: str) -> str:
        """Make the message that playback has reached a mark."""
        return json.dumps({"event": "websocket:notify", "payload": {"mark": int(mark)}})

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Obey audio, ``notify`` and ``clear``."""
        if isinstance(message, bytes):
            if len(message) % 2 == 0:
                return (Sound(np.frombuffer(message, "<i2").astype(np.int16)),)
            raise ProtocolError(f"{len(message)} bytes end in half a sample")
        try:
            data = json.loads(message)
            match data["action"]:
                case "clear":
                    return (Clear(),)
                case "notify":
                    return (Mark(str(int(data["payload"]["mark"]))),)
        except (ValueError, TypeError, KeyError):
            pass
        raise ProtocolError("not a command of Vonage's WebSocket")


def make(rate_hz: int | None) -> VonagePhone:
    """Make the caller's half. See ``VonagePhone``."""
    return VonagePhone(check_rate(rate_hz, (16000, 8000, 24000), "Vonage"))
