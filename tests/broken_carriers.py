"""Carriers that are broken in one way, for the kit: ``/ws`` at 16 kHz, made of parts."""

from __future__ import annotations

from typing import Any

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.calls.info import CallInfo
from voice_agent.phone.raw import RawPhone
from voice_agent.transport.base import Carrier, Connection, Wire
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.raw import RawCodec


class Codec(RawCodec):
    """``/ws`` at 16 kHz, as a base for carriers that are broken in one way."""

    def __init__(self) -> None:
        super().__init__(LISTEN_HZ)


class Connection16(WireConnection):
    """Its connection; what is broken is a method of it."""

    def __init__(self, wire: Wire, codec: Any = None, **info: Any) -> None:
        super().__init__(
            wire, codec or Codec(), CallInfo(**{"carrier": "odd", "rate_hz": 16000, **info})
        )


def carrier(
    make: Any = Connection16, phone: Any = lambda hz: RawPhone(16000), **fields: Any
) -> Carrier:
    async def connect(wire: Wire) -> Connection:
        made: Connection = make(wire)
        return made

    return Carrier(**{"name": "odd", "path": "/odd", "connect": connect, "phone": phone, **fields})


def codec(**methods: Any) -> Any:
    """A connection whose codec has other methods."""
    return lambda wire: Connection16(wire, type("Broken", (Codec,), methods)())
