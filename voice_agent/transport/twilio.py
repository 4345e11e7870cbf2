"""Twilio Media Streams: https://www.twilio.com/docs/voice/media-streams/websocket-messages."""

from __future__ import annotations

from pipecat.serializers.twilio import TwilioFrameSerializer

from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import Carrier, Connection, Wire
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.serializer import SerializerCodec, opening

RATE_HZ = 8000


async def connect(wire: Wire) -> Connection:
    """Read ``connected`` and ``start``; numbers come as parameters of the TwiML ``<Stream>``."""
    start = (await opening(wire, name="Twilio"))["start"]
    stream_id, call_id = start.get("streamSid"), start.get("callSid")
    parameters = start.get("customParameters") or {}
    if not (stream_id and call_id and isinstance(parameters, dict)):
        raise ProtocolError("Twilio's 'start' message must have a streamSid and a callSid")
    serializer = TwilioFrameSerializer(
        str(stream_id),
        call_sid=str(call_id),
        # Without credentials the call ends when the socket closes: no REST request hangs it up.
        params=TwilioFrameSerializer.InputParams(auto_hang_up=False),
    )
    info = CallInfo(
        carrier="twilio",
        rate_hz=RATE_HZ,
        call_id=str(call_id),
        from_number=str(parameters.get("from_number", "")),
        to_number=str(parameters.get("to_number", "")),
        parameters={str(key): str(value) for key, value in parameters.items()},
    )
    codec = await SerializerCodec(serializer, RATE_HZ, name="Twilio").ready()
    return WireConnection(wire, codec, info)


CARRIER = Carrier(
    "twilio", "/twilio", connect, phone="voice_agent.phone.twilio:make", signature="twilio"
)
