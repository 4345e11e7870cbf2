"""Twilio Media Streams: https://www.twilio.com/docs/voice/media-streams/websocket-messages."""

from __future__ import annotations

from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import Carrier, Connection, Wire
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.encoding import encoding_of
from voice_agent.transport.opening import object_of, opening, parameters_of, told
from voice_agent.transport.stream import Dialect, StreamCodec
from voice_agent.transport.twiml import FROM, TO, connect_stream

NAME = "Twilio"


def dialect(stream_id: str) -> Dialect:
    """Return Twilio's names for the messages of a stream."""
    ours = {"streamSid": stream_id}
    return Dialect(
        name=NAME,
        play=lambda payload: {"event": "media", **ours, "media": {"payload": payload}},
        clear={"event": "clear", **ours},
        mark=lambda name: {"event": "mark", **ours, "mark": {"name": name}},
    )


async def connect(wire: Wire) -> Connection:
    """Read ``connected`` and ``start``; numbers come as parameters of the TwiML ``<Stream>``."""
    start = (await opening(wire, name=NAME))["start"]
    stream_id, call_id = told(start.get("streamSid")), told(start.get("callSid"))
    given = start.get("customParameters") or {}
    if not (stream_id and call_id and isinstance(given, dict)):
        raise ProtocolError("Twilio's 'start' message must have a streamSid and a callSid")
    line = object_of(start.get("mediaFormat"))
    encoding = encoding_of(line.get("encoding", "mulaw"), line.get("sampleRate", 8000))
    parameters = parameters_of(given)
    info = CallInfo(
        carrier="twilio",
        rate_hz=encoding.rate_hz,
        call_id=call_id,
        from_number=parameters.get(FROM, ""),
        to_number=parameters.get(TO, ""),
        parameters=parameters,
        steady=True,
        chunk_ms=40,
    )
    return WireConnection(wire, StreamCodec(dialect(stream_id), encoding), info)


CARRIER = Carrier(
    "twilio",
    "/twilio",
    connect,
    phone="voice_agent.phone.twilio:make",
    signature="twilio",
    answer=connect_stream,
)
