"""The caller's packets as sound and keys, in the order in which they were spoken. Pure.

There is no clock here: a recogniser needs every sample once and in order, not one every 20 ms. So
jitter costs nothing, and a packet waits only for one that is missing before it (60 ms at most).
"""

from __future__ import annotations

from voice_agent.transport.sequence import Sequence
from voice_agent.transport.sip.concealment import Concealment
from voice_agent.transport.sip.rtp import COMFORT_NOISE, KeyReader, Packet, read
from voice_agent.transport.sip.sdp import LAWS, Law, Stream
from voice_agent.transport.sip.speaking import decode

HZ = 8000
_JUMP = HZ
"""Samples of a jump after which the stream counts as a new one."""
_HALF, _WHOLE = 1 << 31, 1 << 32
_MAX_SAMPLES = 40 * HZ // 100
"""Longest packet: 400 ms."""


class Hearing:
    """Reads the packets of one call.

    Args:
        stream: What was agreed on; may be changed while the call lasts.
    """

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._keys = KeyReader()
        self._source: int | None = None
        self._place = 0
        self._begin()

    def packet(self, data: bytes) -> bytes | str:
        """Take a datagram; return the sound that is complete now (PCM at 8 kHz), or a key.

        Raises:
            ProtocolError: It is no packet of RTP.
        """
        packet = read(data)
        if packet.payload_type == self.stream.events_type:
            return self._keys.read(packet)
        law = self._law(packet.payload_type)
        if law is None or not self.stream.receives or not packet.payload:
            return b""
        pcm = decode(law, packet.payload[:_MAX_SAMPLES])
        rest = b""
        at = self._unwrapped(packet)
        if at is None:
            rest = self._sequence.push(None, 0, b"")
            self._begin()
            self._source, at = packet.source, packet.timestamp
            self._place = at
        self._place = max(self._place, at)
        return rest + self._sequence.push(at, len(pcm) / 2, pcm)

    def _begin(self) -> None:
        self._sequence = Sequence(HZ, Concealment())

    def _unwrapped(self, packet: Packet) -> int | None:
        """Return a packet's place, counted without end; ``None`` if a new stream begins."""
        if packet.source != self._source:
            return None
        ahead = (packet.timestamp - self._place) % _WHOLE
        ahead = ahead - _WHOLE if ahead >= _HALF else ahead
        return self._place + ahead if abs(ahead) <= _JUMP else None

    def _law(self, payload_type: int) -> Law | None:
        if payload_type == self.stream.payload_type:
            return self.stream.law
        if payload_type == COMFORT_NOISE:
            return None
        return next((law for law, pt in LAWS.items() if pt == payload_type), None)
