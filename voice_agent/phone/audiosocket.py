"""Asterisk's part of AudioSocket: frames over TCP."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.core.errors import ProtocolError
from voice_agent.phone.codec import Heard, PhoneCodec, Sound
from voice_agent.phone.stream import check_rate
from voice_agent.transport.audiosocket_frames import DTMF, HANGUP, RATES_HZ, UUID, pack, unpack

PORT = 9092
_FRAME_MS = 20


class AudioSocketPhone(PhoneCodec):
    """Calls a server's AudioSocket.

    Args:
        rate_hz: Rate of the line.
    """

    drops_audio = False

    def __init__(self, rate_hz: int = 8000) -> None:
        self.rate_hz = rate_hz
        self.call_id = uuid4()
        self._kind = next(kind for kind, rate in RATES_HZ.items() if rate == rate_hz)

    def url(self, url: str) -> str:
        """Make a TCP address of the address of a web server: same host, AudioSocket's port."""
        parts = urlsplit(url)
        if parts.scheme == "tcp":
            return url
        return f"tcp://{parts.hostname}:{PORT}"

    def opening(self) -> Sequence[bytes]:
        """Make the UUID, and the first audio, which says the rate."""
        silence = bytes(2 * self.rate_hz * _FRAME_MS // 1000)
        return pack(UUID, self.call_id.bytes), pack(self._kind, silence)

    def audio(self, frame: Samples) -> bytes:
        """Make a frame of samples."""
        return pack(self._kind, frame.astype("<i2").tobytes())

    def key(self, digit: str) -> bytes:
        """Make the frame of a pressed key."""
        return pack(DTMF, digit.encode())

    def hangup(self) -> bytes:
        """Make the frame that ends a call."""
        return pack(HANGUP)

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Obey audio; a hang-up is followed by the end of the connection."""
        kind, payload = unpack(message)
        if kind == self._kind and len(payload) % 2 == 0:
            return (Sound(np.frombuffer(payload, "<i2").astype(np.int16)),)
        if kind == HANGUP:
            return ()
        raise ProtocolError("not a frame of this call")


def make(rate_hz: int | None) -> AudioSocketPhone:
    """Make the caller's half. See ``AudioSocketPhone``."""
    return AudioSocketPhone(check_rate(rate_hz, tuple(RATES_HZ.values())[:7], "AudioSocket"))
