"""Asterisk's part of its WebSocket channel: binary audio, events and commands as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import uuid4

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Clear, Heard, Mark, PhoneCodec, Sound
from voice_agent.phone.stream import check_rate
from voice_agent.transport.asterisk import FORMATS, FRAME_MS, frame_bytes_of

MAX_MESSAGE_BYTES = 65_500
"""Asterisk hangs up at a longer message."""
_RATES_HZ = (8000, 16000, 24000, 48000)


class AsteriskPhone(PhoneCodec):
    """Calls ``/asterisk`` as ``Dial(WebSocket/NAME/c(FORMAT)f(json))`` does.

    Args:
        name: Asterisk's name of the encoding.
        in_json: Whether events and commands are JSON; else lines of plain text.
        frame_ms: Length of the frames in which audio is sent on.
    """

    def __init__(
        self, name: str = "ulaw", *, in_json: bool = True, frame_ms: int = FRAME_MS
    ) -> None:
        self._name = name
        self._encoding = FORMATS[name]
        self._in_json = in_json
        self.rate_hz = self._encoding.rate_hz
        self._frame_ms = frame_ms
        self._frame_bytes = frame_bytes_of(self._encoding, frame_ms)
        self.call_id = f"pbx-{uuid4().hex}"

    def url(self, url: str) -> str:
        """Add what the dial string's ``v()`` adds."""
        joint = "&" if "?" in url else "?"
        return f"{url}{joint}{urlencode({'from': '15550100', 'to': '15550199'})}"

    def event(self, name: str, **told: str | int) -> str:
        """Make an event of this channel."""
        told = {"channel_id": self.call_id, **told}
        if self._in_json:
            return json.dumps({"event": name, **told})
        return " ".join([name, *(f"{key}:{value}" for key, value in told.items())])

    def opening(self) -> Sequence[str]:
        """Make ``MEDIA_START``."""
        start = self.event(
            "MEDIA_START",
            connection_id=str(uuid4()),
            channel="WebSocket/agent/0x5140001a0040",
            format=self._name,
            optimal_frame_size=self._frame_bytes,
            ptime=self._frame_ms,
        )
        return (start,)

    def audio(self, frame: Samples) -> bytes:
        """Make a message of samples."""
        return self._encoding.encode(frame.astype("<i2").tobytes())

    def key(self, digit: str) -> str:
        """Make the event of a pressed key."""
        return self.event("DTMF_END", digit=digit)

    def hangup(self) -> str:
        """Make an event that Asterisk does not have: it closes the connection."""
        return self.event("HANGUP")

    def reached(self, mark: str) -> str:
        """Make the event that playback has reached a mark."""
        return self.event("MEDIA_MARK_PROCESSED", correlation_id=mark)

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Obey audio and commands; what does not fill a frame is dropped, as Asterisk does."""
        if isinstance(message, bytes):
            return self._sound(message)
        name, correlation_id = self._command(message)
        match name:
            case "FLUSH_MEDIA":
                return (Clear(),)
            case "MARK_MEDIA":
                return (Mark(correlation_id),)
        raise ProtocolError("not a command of Asterisk's WebSocket channel")

    def _sound(self, message: bytes) -> Sequence[Heard]:
        if len(message) > MAX_MESSAGE_BYTES:
            raise ProtocolError(f"Asterisk hangs up at more than {MAX_MESSAGE_BYTES} bytes")
        whole = message[: len(message) // self._frame_bytes * self._frame_bytes]
        return (Sound(np.frombuffer(self._encoding.decode(whole), "<i2")),) if whole else ()

    def _command(self, message: str) -> tuple[str, str]:
        if not self._in_json:
            name, _, correlation_id = message.partition(" ")
            return name, correlation_id
        try:
            data = json.loads(message)
            return str(data["command"]), str(data.get("correlation_id", ""))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise ProtocolError("not a command of Asterisk's WebSocket channel") from None


def make(rate_hz: int | None) -> AsteriskPhone:
    """Make the caller's half: mu-law at 8 kHz, else linear. See ``AsteriskPhone``."""
    rate = check_rate(rate_hz, _RATES_HZ, "Asterisk")
    return AsteriskPhone("ulaw" if rate == 8000 else f"slin{rate // 1000}")
