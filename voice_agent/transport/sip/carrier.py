"""SIP as a row of the carriers' table: a call's packets and lines of text as messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event, HandoffOutcome
from voice_agent.transport.base import (
    Audio,
    Carrier,
    Codec,
    Connection,
    Hangup,
    Hold,
    Key,
    Message,
    Refusal,
    Wire,
)
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.sip.consulting import SipConsultation, Speak
from voice_agent.transport.sip.hearing import HZ, Hearing
from voice_agent.transport.sip.outcomes import UNANSWERED
from voice_agent.transport.sip.sdp import LAWS, Stream
from voice_agent.transport.sip.wire import BYE, CLEAR, SipWire

_STATUS: Mapping[str, int] = MappingProxyType(
    {"busy": 486, "not_ready": 503, "stopping": 503, "protocol": 488}
)


class SipCodec(Codec):
    """Messages of one call.

    Args:
        stream: What was agreed on.
    """

    def __init__(self, stream: Stream) -> None:
        self._hearing = Hearing(stream)
        self._resampler = StreamResampler(HZ, LISTEN_HZ)

    async def decode(self, data: str | bytes) -> Message | None:
        """Translate a packet, or a line of text of the wire."""
        if isinstance(data, str):
            return self._told(data)
        found = self._hearing.packet(data)
        if isinstance(found, str):
            return Key(found) if found else None
        pcm = self._resampler.push(found)
        return Audio(pcm) if pcm else None

    async def encode_audio(self, pcm: bytes) -> bytes | None:
        """Hand PCM on: the wire writes packets."""
        return pcm or None

    async def encode_clear(self) -> str:
        """Have the wire drop what it has not sent."""
        return CLEAR

    async def encode_event(self, event: Event) -> None:
        """Send nothing: telephones have no use for events."""
        return

    def _told(self, data: str) -> Message | None:
        if data == BYE:
            return Hangup()
        if data.startswith("key "):
            return Key(data[4:])
        stream = _read(data).get("stream")
        if not isinstance(stream, dict):
            raise ProtocolError("not a line of a SIP call")
        self._hearing.stream = _stream(stream)
        return Hold(not self._hearing.stream.receives)


class SipConnection(WireConnection):
    """A connection that can be transferred."""

    async def transfer(self, target: str) -> HandoffOutcome:
        """Have the caller's side call somebody else instead, and say what came of it.

        Args:
            target: A ``sip:`` or ``tel:`` URI.
        """
        line = self._line()
        if line is None:
            return "failed"
        status = await line.transfer(target)
        if 200 <= status < 300:
            return "accepted"
        return UNANSWERED.get(status, "failed")

    def consult(self, speak: Speak) -> SipConsultation | None:
        """Return a second call beside this one, not yet begun; ``None`` if there cannot be one.

        Args:
            speak: Makes speech of what the person is told.
        """
        line = self._line()
        return SipConsultation(line, speak, connect) if line is not None else None

    def _line(self) -> SipWire | None:
        line: object = self._wire
        while not isinstance(line, SipWire):  # Limits are wrapped around it.
            line = getattr(line, "inner", None)
            if line is None:
                return None
        return line


async def connect(wire: Wire) -> Connection:
    """Answer the call, and wait until both sides have agreed."""
    data = await wire.receive()
    if data is None:
        raise ConnectionResetError("the caller went away before the call began")
    said = _read(data) if isinstance(data, str) else {}
    stream = said.get("stream")
    if not isinstance(stream, dict):
        raise ProtocolError("expected the description of a SIP call")
    parameters = said.get("parameters")
    info = CallInfo(
        carrier="sip",
        rate_hz=HZ,
        call_id=str(said.get("call_id", "")),
        from_number=str(said.get("from", "")),
        to_number=str(said.get("to", "")),
        parameters=parameters if isinstance(parameters, dict) else {},
        steady=True,
    )
    return SipConnection(wire, SipCodec(_stream(stream)), info)


async def refuse(wire: Wire, refusal: Refusal) -> None:
    """Refuse a call that has not been answered; hang up on any other."""
    await wire.close(_STATUS[refusal.kind], refusal.reason)


def status_of(refusal: Refusal) -> int:
    """Return the status with which a call is refused."""
    return _STATUS[refusal.kind]


def _read(data: str) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise ProtocolError("not a line of a SIP call")
    return said


def _stream(said: dict[str, Any]) -> Stream:
    try:
        stream = Stream(**said)
    except TypeError:
        raise ProtocolError("not the audio of a SIP call") from None
    if stream.law not in LAWS:
        raise ProtocolError("not the audio of a SIP call")
    return stream


CARRIER = Carrier("sip", "", connect, phone="voice_agent.phone.sip:make", refuse=refuse)
