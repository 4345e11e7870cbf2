"""Packets of RTP (RFC 3550) and of pressed keys in it (RFC 4733). Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from voice_agent.core.errors import ProtocolError

HEADER_BYTES = 12
COMFORT_NOISE = 13
KEYS = "0123456789*#ABCD"
_HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
_END, _VOLUME = 0x80, 10
_LATE = 8000
"""Samples that a late packet may be behind; one that is further behind is of a new stream."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet.

    Attributes:
        payload_type: Kind of its payload.
        sequence: Number in its stream, 16 bits.
        timestamp: Its place in the stream, in samples, 32 bits.
        source: Name of its stream.
        payload: Samples as the line writes them, or an event.
        marker: True at the first packet after silence, or of a key.
    """

    payload_type: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes
    marker: bool = False


def read(data: bytes) -> Packet:
    """Read a packet.

    Raises:
        ProtocolError: It cannot be read.
    """
    if len(data) < HEADER_BYTES:
        raise ProtocolError("not a packet of RTP")
    first, second, sequence, timestamp, source = _HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise ProtocolError("another version of RTP")
    start = HEADER_BYTES + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < start + 4:
            raise ProtocolError("a packet of RTP ends within its header")
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data)
    if first & 0x20 and end:
        end -= data[-1]
    if end < start:
        raise ProtocolError("a packet of RTP ends within its header")
    return Packet(second & 0x7F, sequence, timestamp, source, data[start:end], bool(second & 0x80))


def write(packet: Packet) -> bytes:
    """Write a packet."""
    second = packet.payload_type | (0x80 if packet.marker else 0)
    head = _HEADER.pack(0x80, second, packet.sequence, packet.timestamp, packet.source)
    return head + packet.payload


def is_rtcp(data: bytes) -> bool:
    """Return whether a datagram is RTCP, which may come to the same port (RFC 5761)."""
    return len(data) >= 8 and data[0] >> 6 == 2 and 192 <= data[1] <= 223


class KeyReader:
    """Finds the keys in packets of events: each is sent several times, some are lost."""

    def __init__(self) -> None:
        self._last: int | None = None

    def read(self, packet: Packet) -> str:
        """Return the key that a packet is the first to tell of; empty for all others.

        Raises:
            ProtocolError: It is not an event.
        """
        if len(packet.payload) < _EVENT.size:
            raise ProtocolError("not an event of RTP")
        event, _, _ = _EVENT.unpack_from(packet.payload)
        # One key keeps its timestamp from its first packet to its last.
        if event >= len(KEYS) or self._is_old(packet.timestamp):
            return ""
        self._last = packet.timestamp
        return KEYS[event]

    def _is_old(self, timestamp: int) -> bool:
        """Return whether a packet is of the last key, or of one shortly before that came late."""
        return self._last is not None and (self._last - timestamp) % (1 << 32) <= _LATE


def key_payloads(key: str, step: int = 160, steps: int = 5) -> list[bytes]:
    """Make the payloads of one pressed key; the last comes three times, as it must not be lost.

    Args:
        key: The key.
        step: Samples between two packets.
        steps: Packets while it is pressed.
    """
    event = KEYS.index(key)
    pressed = [_EVENT.pack(event, _VOLUME, step * (at + 1)) for at in range(steps)]
    return pressed + 3 * [_EVENT.pack(event, _VOLUME | _END, step * (steps + 1))]
