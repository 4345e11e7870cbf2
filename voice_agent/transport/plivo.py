"""Plivo audio streaming: https://www.plivo.com/docs/voice/xml/audio-streaming."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.transport.base import Answer, Carrier, Connection, Incoming, Wire
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.encoding import encoding_of
from voice_agent.transport.opening import object_of, opening, parameters_of, told
from voice_agent.transport.stream import Dialect, StreamCodec
from voice_agent.transport.twiml import document, text

NAME = "Plivo"
_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9]")
_HEADER = re.compile(r"^x-ph-", re.IGNORECASE)


def dialect(stream_id: str, encoding: str, rate_hz: int) -> Dialect:
    """Return Plivo's names for the messages of a stream."""
    ours = {"streamId": stream_id}
    line = {"contentType": encoding, "sampleRate": rate_hz}
    return Dialect(
        name=NAME,
        play=lambda payload: {"event": "playAudio", "media": {**line, "payload": payload}, **ours},
        clear={"event": "clearAudio", **ours},
        mark=lambda name: {"event": "checkpoint", "name": name, **ours},
        played="playedStream",
        quiet=frozenset({"start", "clearedAudio"}),
        place="chunk",
    )


async def connect(wire: Wire) -> Connection:
    """Read ``start``; numbers and parameters come as its extra headers."""
    message = await opening(wire, name=NAME)
    start = message["start"]
    stream_id = told(start.get("streamId") or message.get("streamId"))
    call_id = told(start.get("callId"))
    if not (stream_id and call_id):
        raise ProtocolError("Plivo's 'start' message must have a streamId and a callId")
    line = object_of(start.get("mediaFormat"))
    name = told(line.get("encoding")) or "audio/x-mulaw"
    encoding = encoding_of(name, line.get("sampleRate", 8000))
    parameters = extra_headers(message.get("extra_headers", start.get("extra_headers")))
    info = CallInfo(
        carrier="plivo",
        rate_hz=encoding.rate_hz,
        call_id=call_id,
        from_number=parameters.pop("From", ""),
        to_number=parameters.pop("To", ""),
        parameters=parameters,
        steady=True,
    )
    names = dialect(stream_id, name, encoding.rate_hz)
    return WireConnection(wire, StreamCodec(names, encoding), info)


def extra_headers(given: object) -> dict[str, str]:
    """Return the extra headers of a stream: an object, its JSON, or ``name=value,name=value``."""
    if isinstance(given, str) and not given.lstrip().startswith("{"):
        given = dict(pair.split("=", 1) for pair in given.split(",") if "=" in pair)
    return {_HEADER.sub("", name): value for name, value in parameters_of(given).items()}


def answer(incoming: Incoming) -> Answer:
    """Answer with ``<Stream>``. Plivo passes on letters and digits only."""
    numbers = {name: incoming.call.get(name, "") for name in ("From", "To")}
    passed = ",".join(
        f"{_NOT_ALLOWED.sub('', name)}={_NOT_ALLOWED.sub('', value)}"
        for name, value in {**incoming.parameters, **numbers}.items()
        if value
    )[:512]
    attributes = (
        'bidirectional="true" keepCallAlive="true" contentType="audio/x-mulaw;rate=8000" '
        f"extraHeaders={quoteattr(passed)}"
    )
    return document(f"<Stream {attributes}>{text(incoming.url)}</Stream>")


CARRIER = Carrier(
    "plivo",
    "/plivo",
    connect,
    phone="voice_agent.phone.plivo:make",
    signature="plivo",
    answer=answer,
)
