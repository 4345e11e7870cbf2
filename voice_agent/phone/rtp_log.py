"""How well the packets of one RTP stream arrive: lost, twice, late, and on which clock. Pure."""

from __future__ import annotations

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.rtp import read

_HZ = 8000
_HALF_16, _HALF_32 = 1 << 15, 1 << 31


class RtpLog:
    """Follows what arrives.

    Attributes:
        received: Packets, those that came twice included.
        again: Packets that came twice, or late.
        jitter_ms: Mean deviation of the time between packets (RFC 3550, 6.4.1).
    """

    def __init__(self) -> None:
        self.received = self.again = 0
        self.jitter_ms = 0.0
        self._first: tuple[float, int, int] | None = None
        self._place = self._number = 0
        self._transit_ms: float | None = None
        self._drifts: list[float] = []

    @property
    def expected(self) -> int:
        """Packets that should have come between the first and the last."""
        return 0 if self._first is None else self._number - self._first[2] + 1

    @property
    def lost(self) -> int:
        """Packets that have not come."""
        return max(0, self.expected - (self.received - self.again))

    @property
    def drift_ms(self) -> float:
        """How much later packets come at the end than at the beginning, by their own clock.

        The earliest of the last and of the first 50: what is late once is no drift.
        """
        return min(self._drifts[-50:], default=0.0) - min(self._drifts[:50], default=0.0)

    def note(self, data: bytes, at_ms: float) -> None:
        """Take a packet that came at ``at_ms``; what is no packet is left out."""
        try:
            packet = read(data)
        except ProtocolError:
            return
        self.received += 1
        if self._first is None:
            self._place, self._number = packet.timestamp, packet.sequence
            self._first = (at_ms, packet.timestamp, packet.sequence)
        ahead = _signed(packet.sequence - self._number, _HALF_16)
        if ahead <= 0 and self.received > 1:
            self.again += 1
            return
        self._number += ahead
        self._place += _signed(packet.timestamp - self._place, _HALF_32)
        transit_ms = (at_ms - self._first[0]) - 1000 * (self._place - self._first[1]) / _HZ
        if self._transit_ms is not None:
            self.jitter_ms += (abs(transit_ms - self._transit_ms) - self.jitter_ms) / 16
        self._transit_ms = transit_ms
        self._drifts.append(transit_ms)


def _signed(distance: int, half: int) -> int:
    return (distance + half) % (2 * half) - half
