"""Asterisk's AudioSocket: a call over TCP, linear audio in frames, no marks and nothing to clear.

Asterisk plays what it gets at once. So an interruption takes back nothing, and what was sent ahead
(60 ms) is heard.
"""

from __future__ import annotations

from uuid import UUID as Uuid

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event
from voice_agent.transport.audiosocket_frames import (
    DTMF,
    ERROR,
    HANGUP,
    RATES_HZ,
    UUID,
    pack,
    unpack,
)
from voice_agent.transport.base import (
    Audio,
    Carrier,
    Codec,
    Connection,
    Hangup,
    Key,
    Message,
    Refusal,
    Wire,
)
from voice_agent.transport.connection import WireConnection

_MOST_BEFORE_AUDIO = 50
"""Frames before the first audio, which says the rate."""


class AudioSocketCodec(Codec):
    """Frames of one call.

    Args:
        kind: Kind of its frames of audio, both ways.
    """

    def __init__(self, kind: int) -> None:
        self._kind = kind
        self._resampler = StreamResampler(RATES_HZ[kind], LISTEN_HZ)

    async def decode(self, data: str | bytes) -> Message | None:
        """Translate a frame."""
        kind, payload = unpack(data)
        if kind == self._kind:
            # Half a sample at the end of a frame is left out.
            pcm = self._resampler.push(payload[: len(payload) // 2 * 2])
            return Audio(pcm) if pcm else None
        if kind == HANGUP:
            return Hangup()
        if kind == DTMF:
            return Key(payload.decode("ascii", "replace"))
        if kind == UUID:
            return None
        if kind == ERROR:
            raise ProtocolError("Asterisk reports an error of its AudioSocket")
        if kind in RATES_HZ:
            raise ProtocolError("the rate of the audio changed within the call")
        raise ProtocolError("unknown kind of AudioSocket frame")

    async def encode_audio(self, pcm: bytes) -> bytes | None:
        """Make a frame of PCM at the line's rate."""
        return pack(self._kind, pcm) if pcm else None

    async def encode_clear(self) -> None:
        """Send nothing: Asterisk holds nothing back that could be dropped."""
        return

    async def encode_event(self, event: Event) -> None:
        """Send nothing: Asterisk has no use for events."""
        return


async def connect(wire: Wire) -> Connection:
    """Read the call's UUID, then up to the first audio: its kind is the rate of the line."""
    kind, payload = unpack(await _next(wire))
    if kind == HANGUP:
        raise ConnectionResetError("the caller went away before the call began")
    if kind != UUID or len(payload) != 16:
        raise ProtocolError("expected AudioSocket's first frame to be a UUID of 16 bytes")
    call_id = str(Uuid(bytes=payload))
    for _ in range(_MOST_BEFORE_AUDIO):
        kind, _payload = unpack(await _next(wire))
        if kind == HANGUP:
            raise ConnectionResetError("the caller went away before the call began")
        if kind in RATES_HZ:
            info = CallInfo(
                carrier="audiosocket", rate_hz=RATES_HZ[kind], call_id=call_id, steady=True
            )
            return WireConnection(wire, AudioSocketCodec(kind), info)
    raise ProtocolError("expected audio after AudioSocket's UUID")


async def _next(wire: Wire) -> str | bytes:
    data = await wire.receive()
    if data is None:
        raise ConnectionResetError("the caller went away before the call began")
    return data


async def refuse(wire: Wire, refusal: Refusal) -> None:
    """Hang up: a frame cannot say why."""
    await wire.close(0, refusal.reason)


CARRIER = Carrier(
    "audiosocket",
    "",
    connect,
    phone="voice_agent.phone.audiosocket:make",
    refuse=refuse,
)
