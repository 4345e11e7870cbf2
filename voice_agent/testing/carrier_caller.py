"""A phone that has called a carrier in memory: what the checks of a carrier hold a call with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.core.engines import EngineInfo
from voice_agent.phone.carriers import codec_of
from voice_agent.phone.codec import Heard, PhoneCodec
from voice_agent.testing.kit import Probe, expect
from voice_agent.testing.sounds import vowel
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import Carrier, Connection, Message
from voice_agent.transport.guard import SizeLimit

FRAME_S = 0.02
SPOKEN_S = 1.0
_ANSWER_S = 2.0
_ENDLESS = 20_000


class Caller:
    """A phone that has called a carrier, and the server's end of the line.

    Args:
        wire: Between them.
        codec: The phone's half.
        connection: The server's half.
    """

    def __init__(self, wire: MemoryWire, codec: PhoneCodec, connection: Connection) -> None:
        self.wire = wire
        self.codec = codec
        self.connection = connection

    def say(self, samples: Samples) -> None:
        """Send (n,) int16 samples at the line's rate, 20 ms a message."""
        size = round(self.codec.rate_hz * FRAME_S)
        for start in range(0, samples.size, size):
            self.wire.put(self.codec.audio(samples[start : start + size]))

    async def receive(self) -> Message | None:
        """Wait for the server's next message of this caller, not for ever."""
        async with asyncio.timeout(_ANSWER_S):
            return await self.connection.receive()

    async def rest(self) -> list[Message]:
        """Hang up without a goodbye; return everything the server has not received yet."""
        self.wire.hang_up()
        found: list[Message] = []
        while (message := await self.receive()) is not None:
            found.append(message)
            expect(len(found) < _ENDLESS, "receives without end from a caller who is gone")
        return found

    def heard(self) -> list[Heard]:
        """Take everything the phone was sent."""
        found = [heard for message in self.wire.sent for heard in self.codec.read(message)]
        self.wire.sent.clear()
        return found


class CarrierProbe(Probe):
    """A carrier, and phones to call it with.

    Args:
        carrier: The carrier.
        phone: Makes the caller's half; that which the carrier names by default.
        only: Run only the checks whose description contains this.
        options: See ``Probe``.
    """

    def __init__(
        self,
        carrier: Any,
        *,
        phone: Callable[[], PhoneCodec] | None = None,
        only: str = "",
        **options: Any,
    ) -> None:
        super().__init__("carrier", carrier, **options)
        self.carrier: Carrier = carrier
        self.only = only
        self.info = EngineInfo(str(getattr(carrier, "name", carrier)))
        self._phone = phone or (lambda: codec_of(carrier))

    def codec(self) -> PhoneCodec:
        """Make a phone."""
        return self._phone()

    def wire(self, codec: PhoneCodec) -> MemoryWire:
        """Make a wire on which nothing was sent yet, with the phone's URL."""
        url = codec.url(f"ws://127.0.0.1:8765{self.carrier.path}")
        return MemoryWire(dict(parse_qsl(urlsplit(url).query)))

    async def connect(self, wire: MemoryWire) -> Connection:
        """Connect as the server does, not for ever."""
        async with asyncio.timeout(_ANSWER_S):
            return await self.carrier.connect(SizeLimit(wire))

    @asynccontextmanager
    async def calling(self) -> AsyncIterator[Caller]:
        """Hold a call."""
        codec = self.codec()
        wire = self.wire(codec)
        wire.put(*codec.opening())
        yield Caller(wire, codec, await self.connect(wire))
        wire.hang_up()

    def speech(self, codec: PhoneCodec, seconds: float = SPOKEN_S) -> Samples:
        """Return speech at the rate of a phone."""
        return resample(vowel(seconds), LISTEN_HZ, codec.rate_hz)
