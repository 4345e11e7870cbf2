"""Telnyx media streaming, in PCMU, PCMA or L16.

https://developers.telnyx.com/docs/voice/programmable-voice/media-streaming
"""

from __future__ import annotations

from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import Answer, Carrier, Connection, Incoming, Wire
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.encoding import encoding_of
from voice_agent.transport.opening import object_of, opening, parameters_of, told
from voice_agent.transport.stream import Dialect, StreamCodec
from voice_agent.transport.twiml import FROM, TO, connect_stream

DIALECT = Dialect(
    name="Telnyx",
    play=lambda payload: {"event": "media", "media": {"payload": payload}},
    clear={"event": "clear"},
    mark=lambda name: {"event": "mark", "mark": {"name": name}},
    # Telnyx sends packets in any order and numbers them.
    place="chunk",
)


async def connect(wire: Wire) -> Connection:
    """Read ``connected`` and ``start``, which says codec, numbers and parameters."""
    start = (await opening(wire, name=DIALECT.name))["start"]
    call_id = told(start.get("call_control_id"))
    if not call_id:
        raise ProtocolError("Telnyx's 'start' message must have a call_control_id")
    line = object_of(start.get("media_format"))
    # Linear samples come as RTP has them: the high byte first.
    encoding = encoding_of(line.get("encoding", "PCMU"), line.get("sample_rate", 8000), order="big")
    parameters = parameters_of(start.get("custom_parameters"))
    info = CallInfo(
        carrier="telnyx",
        rate_hz=encoding.rate_hz,
        call_id=call_id,
        from_number=told(start.get("from")) or parameters.get(FROM, ""),
        to_number=told(start.get("to")) or parameters.get(TO, ""),
        parameters=parameters,
        steady=True,
    )
    return WireConnection(wire, StreamCodec(DIALECT, encoding), info)


def answer(incoming: Incoming) -> Answer:
    """Answer with TeXML. Both directions have one codec: what is heard is what is spoken."""
    codecs = {"codec": "PCMU", "bidirectionalMode": "rtp", "bidirectionalCodec": "PCMU"}
    return connect_stream(incoming, codecs)


CARRIER = Carrier(
    "telnyx",
    "/telnyx",
    connect,
    phone="voice_agent.phone.telnyx:make",
    signature="telnyx",
    answer=answer,
)
