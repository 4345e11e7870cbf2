"""The packets that the other side hears: one every 20 ms, of sound, keys or silence. Pure."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voice_agent.audio import alaw, g711
from voice_agent.audio.comfort import comfort_noise
from voice_agent.audio.pcm import from_pcm
from voice_agent.transport.sip.rtp import Packet, key_payloads, write
from voice_agent.transport.sip.sdp import Law, Stream

HZ = 8000
FRAME = 160
"""Samples of a packet: 20 ms."""
MAX_WAITING = 2 * 8000
"""Samples that may wait to be sent; of more, the oldest are dropped."""
_ENCODE: dict[Law, Callable[[NDArray[np.int16]], bytes]] = {
    "PCMU": g711.encode,
    "PCMA": alaw.encode,
}
_MASK_16, _MASK_32 = 0xFFFF, 0xFFFFFFFF


def encode(law: Law, pcm: bytes) -> bytes:
    """Write 16-bit PCM at 8 kHz as the line does."""
    return _ENCODE[law](from_pcm(pcm))


def decode(law: Law, data: bytes) -> bytes:
    """Read samples of the line as 16-bit PCM at 8 kHz."""
    samples = g711.decode(data) if law == "PCMU" else alaw.decode(data)
    return samples.tobytes()


def idle_sound(dbfs: float | None) -> bytes:
    """Return what is heard while nothing is said, as PCM at 8 kHz; empty for silence."""
    return b"" if dbfs is None else comfort_noise(HZ, dbfs).tobytes()


class Speaking:
    """Makes the packets of one call.

    Args:
        stream: What was agreed on; may be changed while the call lasts.
        idle: 16-bit PCM at 8 kHz that is heard again and again while nothing is said; silence if
            there is none.
    """

    def __init__(self, stream: Stream, idle: bytes = b"") -> None:
        self.stream = stream
        self._idle = idle
        self._idled = 0
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(16)
        self._timestamp = secrets.randbits(32)
        self._waiting = bytearray()
        self._keys: deque[tuple[bytes, int]] = deque()
        self._begun = False

    @property
    def waiting(self) -> int:
        """Samples that have not been sent."""
        return len(self._waiting) // 2

    def say(self, pcm: bytes) -> None:
        """Add 16-bit PCM at 8 kHz."""
        self._waiting += pcm
        del self._waiting[: max(0, len(self._waiting) - 2 * MAX_WAITING)]

    def clear(self) -> None:
        """Drop what has not been sent."""
        self._waiting.clear()

    def press(self, key: str) -> None:
        """Press a key; it takes the place of sound until it is over."""
        payloads = key_payloads(key, FRAME)
        self._keys.extend((payload, at) for at, payload in enumerate(payloads))

    def tick(self) -> bytes | None:
        """Return the packet of these 20 ms; ``None`` while the other side does not listen."""
        stream, place = self.stream, self._timestamp
        self._timestamp = (place + FRAME) & _MASK_32
        if not stream.sends:
            # What is said to a caller on hold is gone, as it is on the telephone.
            del self._waiting[: 2 * FRAME]
            return None
        if self._keys and stream.events_type is not None:
            payload, at = self._keys.popleft()
            began = (place - at * FRAME) & _MASK_32
            return self._packet(stream.events_type, began, payload, marker=at == 0)
        pcm = bytes(self._waiting[: 2 * FRAME])
        del self._waiting[: 2 * FRAME]
        pcm += self._filling(2 * FRAME - len(pcm))
        marker, self._begun = not self._begun, True
        return self._packet(stream.payload_type, place, encode(stream.law, pcm), marker=marker)

    def _filling(self, size: int) -> bytes:
        if len(self._idle) < size:
            return bytes(size)
        if self._idled + size > len(self._idle):
            self._idled = 0
        found = self._idle[self._idled : self._idled + size]
        self._idled += size
        return found

    def _packet(self, kind: int, timestamp: int, payload: bytes, *, marker: bool) -> bytes:
        packet = Packet(kind, self._sequence, timestamp, self._source, payload, marker)
        self._sequence = (self._sequence + 1) & _MASK_16
        return write(packet)
