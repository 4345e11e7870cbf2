"""The project's own WebSocket protocol: PCM16 both ways, JSON text for everything else."""

from __future__ import annotations

import json

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event
from voice_agent.transport.base import (
    Audio,
    Carrier,
    Codec,
    Connection,
    Hangup,
    Key,
    Message,
    Text,
    Wire,
)
from voice_agent.transport.connection import WireConnection

RATES_HZ = (8000, 16000, 24000, 48000)


class RawCodec(Codec):
    """Messages of ``/ws`` at the caller's rate."""

    def __init__(self, rate_hz: int) -> None:
        self._resampler = StreamResampler(rate_hz, LISTEN_HZ)

    async def decode(self, data: str | bytes) -> Message | None:
        """Translate a message of the client."""
        return self._audio(data) if isinstance(data, bytes) else self._control(data)

    async def encode_audio(self, pcm: bytes) -> bytes:
        """Send PCM as it is."""
        return pcm

    async def encode_clear(self) -> None:
        """Send nothing: the client drops its audio at the event ``interrupted``."""
        return

    async def encode_event(self, event: Event) -> str:
        """Translate an event to JSON."""
        return event.model_dump_json()

    def _audio(self, data: bytes) -> Audio | None:
        if len(data) % 2:
            raise ProtocolError("audio messages are PCM16: the number of bytes must be even")
        pcm = self._resampler.push(data)
        return Audio(pcm) if pcm else None

    def _control(self, data: str) -> Message:
        try:
            message = json.loads(data)
        except (ValueError, RecursionError):  # A number too long to read is a ValueError only.
            raise ProtocolError("text messages must be JSON objects") from None
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "hangup":
            return Hangup()
        if kind == "dtmf":
            digit = message.get("digit")
            return Key(digit if isinstance(digit, str) else "")
        if kind == "text":
            text = message.get("text")
            return Text(text if isinstance(text, str) else "")
        raise ProtocolError("unknown message; known types: dtmf, hangup, text")


async def connect(wire: Wire) -> Connection:
    """Take the rate from the URL: ``/ws?rate=16000``."""
    rate = wire.query.get("rate", "16000")
    if rate not in {str(hz) for hz in RATES_HZ}:
        raise ProtocolError(f"rate must be one of {', '.join(map(str, RATES_HZ))}")
    rate_hz = int(rate)
    info = CallInfo(carrier="raw", rate_hz=rate_hz, shows_partials=True)
    return WireConnection(wire, RawCodec(rate_hz), info)


CARRIER = Carrier("raw", "/ws", connect, phone="voice_agent.phone.raw:make")
