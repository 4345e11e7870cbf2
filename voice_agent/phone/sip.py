"""A SIP telephone for tests and benchmarks: it calls a server's SIP port on its own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
from websockets.exceptions import ConnectionClosedError

from voice_agent.audio import g711
from voice_agent.audio.levels import Samples
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ProtocolError
from voice_agent.phone.bad_network import BadNetwork, network_of
from voice_agent.phone.codec import Clear, Heard, PhoneCodec, Sound
from voice_agent.phone.rtp_log import RtpLog
from voice_agent.phone.stream import check_rate
from voice_agent.transport.sip.agent import Policy, UserAgent
from voice_agent.transport.sip.dial import answered, dial
from voice_agent.transport.sip.dialog import Here
from voice_agent.transport.sip.endpoint import Endpoint, resolve
from voice_agent.transport.sip.hearing import Hearing
from voice_agent.transport.sip.rtp import Packet, key_payloads, write
from voice_agent.transport.sip.sdp import EVENTS, Stream
from voice_agent.transport.sip.wire import BYE, CLEAR, SipWire

PORT = 5060
OPEN_S = 15.0
_STREAM = Stream("127.0.0.1", 4000, "PCMU", 0, EVENTS)


class SipPhone(PhoneCodec):
    """Writes packets of mu-law and of keys; reads PCM."""

    def __init__(self) -> None:
        self.rate_hz = 8000
        self.call_id = uuid4().hex
        self._sequence = 0
        self._timestamp = 0

    def url(self, url: str) -> str:
        """Make a SIP address of the address of a web server: same host, SIP's port."""
        parts = urlsplit(url)
        return url if parts.scheme == "sip" else f"sip://{parts.hostname}:{PORT}"

    def opening(self) -> Sequence[str]:
        """Make the text that the two SIP sides would have agreed on."""
        said = {"call_id": self.call_id, "from": "", "to": "", "parameters": {}}
        return (json.dumps({**said, "stream": asdict(_STREAM)}),)

    def audio(self, frame: Samples) -> bytes:
        """Make a packet of samples."""
        packet = self._packet(_STREAM.payload_type, g711.encode(frame.astype(np.int16)))
        self._timestamp += frame.size
        return packet

    def key(self, digit: str) -> bytes:
        """Make the packet of a pressed key."""
        self._timestamp += 160
        return self._packet(EVENTS, key_payloads(digit)[-1])

    def hangup(self) -> str:
        """Make the text that ends a call."""
        return BYE

    def read(self, message: str | bytes) -> Sequence[Heard]:
        """Obey PCM, and that what was not sent is dropped."""
        if message == CLEAR:
            return (Clear(),)
        if isinstance(message, bytes) and len(message) % 2 == 0:
            return (Sound(np.frombuffer(message, "<i2").astype(np.int16)),)
        raise ProtocolError("not a message of this call")

    def _packet(self, kind: int, payload: bytes) -> bytes:
        self._sequence = (self._sequence + 1) & 0xFFFF
        return write(Packet(kind, self._sequence, self._timestamp & 0xFFFFFFFF, 1, payload))


class SipLine:
    """A call to a server, used as a WebSocket's client is.

    Args:
        endpoint: The telephone.
        wire: Its call.
        network: What happens to its packets.

    Attributes:
        log: How well the packets arrive.
    """

    def __init__(self, endpoint: Endpoint, wire: SipWire, network: BadNetwork) -> None:
        self._endpoint = endpoint
        self._wire = wire
        self._network = network
        self._hearing: Hearing | None = None
        self.log = RtpLog()

    @classmethod
    async def open(cls, url: str) -> SipLine:
        """Call ``sip://host:port``.

        ``?transport=tcp`` calls over TCP, ``?loss=0.05&jitter_ms=40`` over a bad network.

        Raises:
            OSError: Nobody answers, or the call is refused.
        """
        parts = urlsplit(url)
        way = ";transport=tcp" if parts.query == "transport=tcp" else ""
        target = f"sip:agent@{parts.hostname}:{parts.port or PORT}{way}"
        peer = await resolve(target)
        host = "127.0.0.1" if peer[0].startswith("127.") else "0.0.0.0"
        agent = UserAgent(Here(host, 0), Policy(lambda one: one == peer[0]), ("PCMU",))
        endpoint = await Endpoint(agent, lambda call: call.refuse(486, 0.0)).open(host, 0)
        if way:
            await endpoint.streams.reach(peer)
        wire = await dial(endpoint, target, peer, f"sip:caller@{host}")
        line = cls(endpoint, wire, network_of(parts.query))
        if not await answered(wire, OPEN_S):
            await line.close()
            raise OSError(f"the call was refused (SIP {wire.status or 408})")
        await wire.receive()
        if wire.stream is not None:
            line._hearing = Hearing(wire.stream)
        return line

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        """Iterate over what is heard, until the server hangs up."""
        while (message := await self._wire.receive()) is not None:
            if isinstance(message, bytes) and self._hearing is not None:
                self.log.note(message, 1000 * monotonic())
                heard = self._hearing.packet(message)
                if heard and isinstance(heard, bytes):
                    yield heard

    async def send(self, data: str | bytes) -> None:
        """Send a packet as it is, or hang up.

        Raises:
            ConnectionClosedError: The server has hung up.
        """
        if data == BYE:
            await self._wire.close(0, "")
        elif isinstance(data, bytes):
            try:
                self._network.carry(data, self._wire.send_packet)
            except ConnectionError:
                raise ConnectionClosedError(None, None) from None

    async def close(self) -> None:
        """Hang up."""
        await self._wire.close(0, "")
        await self._endpoint.close()


def make(rate_hz: int | None) -> SipPhone:
    """Make the caller's half. See ``SipPhone``."""
    check_rate(rate_hz, (8000,), "SIP")
    return SipPhone()
