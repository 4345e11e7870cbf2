"""Exotel's Voicebot applet: https://developer.exotel.com/docs/agentstream/websocket-protocol."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import Answer, Carrier, Connection, Incoming, Wire
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.encoding import encoding_of
from voice_agent.transport.opening import object_of, opening, parameters_of, told
from voice_agent.transport.stream import Dialect, StreamCodec

NAME = "Exotel"


def dialect(stream_id: str) -> Dialect:
    """Return Exotel's names for the messages of a stream."""
    ours = {"stream_sid": stream_id}
    return Dialect(
        name=NAME,
        play=lambda payload: {"event": "media", **ours, "media": {"payload": payload}},
        clear={"event": "clear", **ours},
        mark=lambda name: {"event": "mark", **ours, "mark": {"name": name}},
        quiet=frozenset({"connected", "start", "clear"}),
    )


async def connect(wire: Wire) -> Connection:
    """Read ``connected`` and ``start``, which says numbers and parameters. Audio is linear."""
    message = await opening(wire, name=NAME)
    start = message["start"]
    stream_id = told(start.get("stream_sid") or message.get("stream_sid"))
    call_id = told(start.get("call_sid"))
    if not (stream_id and call_id):
        raise ProtocolError("Exotel's 'start' message must have a stream_sid and a call_sid")
    line = object_of(start.get("media_format"))
    # Exotel calls linear audio by several names, and sends nothing else.
    encoding = encoding_of("L16", line.get("sample_rate", 8000))
    info = CallInfo(
        carrier="exotel",
        rate_hz=encoding.rate_hz,
        call_id=call_id,
        from_number=told(start.get("from")),
        to_number=told(start.get("to")),
        parameters=parameters_of(start.get("custom_parameters")),
        steady=True,
    )
    return WireConnection(wire, StreamCodec(dialect(stream_id), encoding), info)


def answer(incoming: Incoming) -> Answer:
    """Answer with the URL; parameters are its query."""
    query = f"?{urlencode(incoming.parameters)}" if incoming.parameters else ""
    return Answer(json.dumps({"url": f"{incoming.url}{query}"}), "application/json")


CARRIER = Carrier(
    "exotel", "/exotel", connect, phone="voice_agent.phone.exotel:make", answer=answer
)
