"""Frames of Asterisk's AudioSocket: a kind, a length, and that many bytes. Pure, no I/O.

https://docs.asterisk.org/Configuration/Channel-Drivers/AudioSocket/
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from voice_agent.core.errors import ProtocolError

HANGUP, UUID, DTMF, ERROR = 0x00, 0x01, 0x03, 0xFF
RATES_HZ: Mapping[int, int] = MappingProxyType(
    {
        0x10: 8000,
        0x11: 12000,
        0x12: 16000,
        0x13: 24000,
        0x14: 32000,
        0x15: 44100,
        0x16: 48000,
        0x17: 96000,
        0x18: 192000,
    }
)
"""Rate of the audio by kind of frame."""
_HEADER = 3
MAX_PAYLOAD = 0xFFFF


class FrameReader:
    """Cuts a stream of bytes, however it is torn, into whole frames."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes; return the frames that are complete now, each with its header."""
        self._rest += data
        frames, start = [], 0
        while len(self._rest) - start >= _HEADER:
            end = start + _HEADER + int.from_bytes(self._rest[start + 1 : start + _HEADER], "big")
            if end > len(self._rest):
                break
            frames.append(bytes(self._rest[start:end]))
            start = end
        del self._rest[:start]
        return frames


def pack(kind: int, payload: bytes = b"") -> bytes:
    """Make a frame.

    Raises:
        ProtocolError: The payload does not fit.
    """
    if len(payload) > MAX_PAYLOAD:
        raise ProtocolError(f"a frame may have {MAX_PAYLOAD} bytes at most")
    return bytes([kind]) + len(payload).to_bytes(2, "big") + payload


def unpack(frame: str | bytes) -> tuple[int, bytes]:
    """Return kind and payload of a whole frame.

    Raises:
        ProtocolError: Its length is wrong.
    """
    if isinstance(frame, str) or len(frame) < _HEADER:
        raise ProtocolError("not an AudioSocket frame")
    payload = frame[_HEADER:]
    if len(payload) != int.from_bytes(frame[1:_HEADER], "big"):
        raise ProtocolError("an AudioSocket frame does not have the length that it says")
    return frame[0], payload
