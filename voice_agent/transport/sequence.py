"""The order in which a carrier's packets of audio were spoken, whatever order they came in. Pure.

Audio counts by its place in the stream, not by when it arrived: a line that stalls and then sends
everything at once has lost nothing. A packet that is missing leaves as much silence.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from typing import Protocol

HELD = 3
"""Packets that may wait for one before them."""
MAX_LOST_S = 1.0
"""Silence in place of what was lost."""
GIVE_UP = 10
"""Packets in a row that are too late, after which the carrier's places mean nothing."""


class Filler(Protocol):
    """Makes what is heard in place of lost packets."""

    def fill(self, size: int) -> bytes:
        """Return ``size`` bytes of 16-bit PCM."""
        ...

    def join(self, pcm: bytes) -> bytes:
        """Take the sound that follows; return it as it is to be heard."""
        ...


class Silence:
    """Fills holes with silence."""

    def fill(self, size: int) -> bytes:
        """Return silence."""
        return bytes(size)

    def join(self, pcm: bytes) -> bytes:
        """Return the sound as it is."""
        return pcm


@dataclass(frozen=True, slots=True, order=True)
class _Packet:
    at: float
    step: float
    pcm: bytes


class Sequence:
    """Puts one call's packets in order.

    Args:
        rate_hz: Rate of the line.
        filler: Fills the holes; with silence by default.
    """

    def __init__(self, rate_hz: int, filler: Filler | None = None) -> None:
        self._filler = filler or Silence()
        self._most_bytes = 2 * round(rate_hz * MAX_LOST_S)
        self._next: float | None = None
        self._held: list[_Packet] = []
        self._late = 0

    def push(self, at: float | None, step: float, pcm: bytes) -> bytes:
        """Take a packet; return the audio that is complete now.

        Args:
            at: Its place: a number that grows by ``step`` from a packet to the next; ``None`` if
                it has none, then it is taken as it comes.
            step: How far it reaches.
            pcm: Its audio, 16 bits a sample.
        """
        if at is None or step <= 0 or self._late >= GIVE_UP:
            return self._rest() + pcm
        if self._next is None:
            self._next = at
        if not self._held and abs(at - self._next) < step / 2:
            # Nearly every packet comes in its turn.
            self._late, self._next = 0, at + step
            return self._filler.join(pcm)
        packet = _Packet(at, step, pcm)
        if self._is_late(packet) or any(held.at == at for held in self._held):
            self._late += 1
            return self._rest() + pcm if self._late >= GIVE_UP else b""
        self._late = 0
        insort(self._held, packet)
        return self._ready()

    def _ready(self) -> bytes:
        out = bytearray()
        while self._held and (len(self._held) > HELD or self._gap(self._held[0]) == 0):
            packet = self._held.pop(0)
            if not self._is_late(packet):
                lost = self._gap(packet) / packet.step * (len(packet.pcm) // 2)
                if lost:
                    out += self._filler.fill(min(2 * round(lost), self._most_bytes))
                out += self._filler.join(packet.pcm)
                self._next = packet.at + packet.step
        return bytes(out)

    def _rest(self) -> bytes:
        rest = b"".join(packet.pcm for packet in self._held)
        self._held.clear()
        return rest

    def _gap(self, packet: _Packet) -> float:
        """Return what is missing before a packet; less than half of one is a clock that drifts."""
        assert self._next is not None
        gap = packet.at - self._next
        return gap if gap >= packet.step / 2 else 0

    def _is_late(self, packet: _Packet) -> bool:
        assert self._next is not None
        return packet.at - self._next <= -packet.step / 2
