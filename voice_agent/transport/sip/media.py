"""The socket of one call's audio: packets in as they come, one out every 20 ms."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from voice_agent.core.clock import monotonic
from voice_agent.core.errors import OverloadError
from voice_agent.transport.sip.rtp import is_rtcp
from voice_agent.transport.sip.sdp import Keys, Stream
from voice_agent.transport.sip.speaking import Speaking
from voice_agent.transport.sip.srtp import Cipher
from voice_agent.transport.sip.transactions import Address

TICK_S = 0.02
_LATE_S = 0.2
"""A process that was held up for longer does not send what it missed all at once."""
_TRIES = 32


class MediaPort(asyncio.DatagramProtocol):
    """Sends and receives one call's packets.

    Args:
        silence_s: How long nothing may come.
        idle: What is heard while nothing is said: 16-bit PCM at 8 kHz.

    Attributes:
        speaking: What is sent; ``None`` until the call is up.
        port: Where packets are received.
    """

    def __init__(self, silence_s: float = 60.0, idle: bytes = b"") -> None:
        self._idle = idle
        self.speaking: Speaking | None = None
        self.port = 0
        self._heard: Callable[[bytes], None] = lambda data: None
        self._vanished: Callable[[], None] = lambda: None
        self._silence_s = silence_s
        self._transport: asyncio.DatagramTransport | None = None
        self._remote: Address | None = None
        self._cipher: Cipher | None = None
        self._partner = ""
        self._fixed = False
        self._quiet = False
        self._last_at = monotonic()
        self._ticking: asyncio.Task[None] | None = None

    async def open(self, host: str, ports: tuple[int, int] | None = None) -> None:
        """Bind a port.

        Args:
            host: Address to bind.
            ports: The first and last that may be used; any that is free by default.

        Raises:
            OverloadError: All of them are taken.
        """
        loop = asyncio.get_running_loop()
        for _ in range(_TRIES if ports else 1):
            # RTP has even ports.
            port = random.randrange(ports[0] + ports[0] % 2, ports[1] + 1, 2) if ports else 0
            try:
                made, _ = await loop.create_datagram_endpoint(lambda: self, (host, port))
            except OSError:
                continue
            self._transport = made
            self.port = made.get_extra_info("sockname")[1]
            return
        raise OverloadError("no port is free for the audio of a call; widen sip.rtp_ports")

    def follow(self, heard: Callable[[bytes], None], vanished: Callable[[], None]) -> None:
        """Tell somebody each packet, and that nothing has come for too long."""
        self._heard, self._vanished = heard, vanished

    def begin(self, stream: Stream, partner: str) -> None:
        """Begin to send, or go on with what was agreed on anew.

        Args:
            stream: What was agreed on.
            partner: Address of those who signal: audio from there is taken too, and answered.
        """
        self._partner, self._fixed = partner, False
        self._remote = (stream.host or partner, stream.port)
        self._use(stream.keys)
        self._last_at = monotonic()
        if self.speaking is None:
            self.speaking = Speaking(stream, self._idle)
            self._ticking = asyncio.create_task(self._tick(self.speaking), name="sip-audio")
        else:
            self.speaking.stream = stream

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Take a packet of the other side; strangers' are dropped."""
        remote, source = self._remote, addr[:2]
        if remote is None or is_rtcp(data):
            return
        moved = remote
        if source != remote:
            if self._fixed or source[0] not in (remote[0], self._partner):
                return
            # Behind NAT the packets come from elsewhere than was said: the first one tells.
            moved = source
        if self._cipher is not None:
            packet = self._cipher.unprotect(data)
            if packet is None:
                return
            data = packet
        self._remote, self._fixed = moved, True
        self._last_at = monotonic()
        self._heard(data)

    def error_received(self, exc: Exception) -> None:
        """Go on: the other side's port may not be open yet."""

    def send(self, data: bytes) -> None:
        """Send a packet as it is; from now on, none is made here."""
        self._quiet = True
        self._put(data)

    async def drained(self, at_most_s: float = 1.0) -> None:
        """Wait until everything that was said has been sent."""
        until = monotonic() + at_most_s
        while self.speaking is not None and self.speaking.waiting and monotonic() < until:
            await asyncio.sleep(TICK_S)

    async def close(self) -> None:
        """Stop."""
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.wait({self._ticking})
            self._ticking = None
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _put(self, packet: bytes) -> None:
        if self._remote is not None and self._transport is not None:
            data = packet if self._cipher is None else self._cipher.protect(packet)
            self._transport.sendto(data, self._remote)

    def _use(self, keys: Keys | None) -> None:
        if keys is None:
            self._cipher = None
        elif self._cipher is None or self._cipher.keys.ours != keys.ours:
            self._cipher = Cipher(keys)
        else:
            self._cipher.changed(keys)

    async def _tick(self, speaking: Speaking) -> None:
        due = monotonic()
        while True:
            packet = speaking.tick()
            if self._quiet:
                speaking.clear()
            elif packet is not None:
                self._put(packet)
            due += TICK_S
            now = monotonic()
            if now - self._last_at > self._silence_s and speaking.stream.receives:
                self._last_at = now
                self._vanished()
            if now - due > _LATE_S:
                due = now
            await asyncio.sleep(max(0.0, due - now))
