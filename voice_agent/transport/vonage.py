"""Vonage's WebSocket endpoint: https://developer.vonage.com/voice/voice-api/concepts/websockets.

Audio is linear and binary; everything else is JSON text.
"""

from __future__ import annotations

import json
import re
from typing import Any

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import StreamResampler
from voice_agent.calls.info import CallInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event
from voice_agent.transport.base import (
    Answer,
    Audio,
    Carrier,
    Codec,
    Connection,
    Hangup,
    Incoming,
    Key,
    Message,
    Played,
    Wire,
)
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.encoding import Encoding, encoding_of
from voice_agent.transport.opening import BAD_CONTENT, parameters_of, told
from voice_agent.transport.twiml import FROM, TO

CONTENT_TYPE = "audio/l16;rate=16000"
_CONTENT_TYPE = re.compile(r"(audio/l16);\s*rate=(\d{4,5})")
_OURS = frozenset({"event", "content-type"})
_TOLD_ALWAYS = frozenset({"from", "to", "uuid", "conversation_uuid", "region_url"})
_QUIET = ("websocket:connected", "websocket:cleared")


class VonageCodec(Codec):
    """Messages of Vonage's WebSocket.

    Args:
        encoding: How its audio is written, both ways.
    """

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._resampler = StreamResampler(encoding.rate_hz, LISTEN_HZ)

    async def decode(self, data: str | bytes) -> Message | None:
        """Translate a message of the carrier. Errors never repeat its content."""
        if isinstance(data, bytes):
            pcm = self._resampler.push(self._encoding.decode(data))
            return Audio(pcm) if pcm else None
        try:
            message = json.loads(data)
            match message["event"]:
                case "websocket:dtmf":
                    return Key(str(message.get("digit") or message["dtmf"]["digit"]))
                case "websocket:notify":
                    mark = message["payload"].get("mark")
                    return Played(mark) if isinstance(mark, int) and mark >= 0 else None
                case "websocket:disconnected":
                    return Hangup()
                case event if event in _QUIET:
                    return None
        except ProtocolError:
            raise
        except BAD_CONTENT:
            raise ProtocolError("not a Vonage message") from None
        raise ProtocolError("unknown Vonage event; known: websocket:dtmf, notify, cleared")

    async def encode_audio(self, pcm: bytes) -> bytes | None:
        """Send PCM as it is."""
        return self._encoding.encode(pcm) or None

    async def encode_clear(self) -> str:
        """Make the command that drops what has not been played."""
        return json.dumps({"action": "clear"})

    async def encode_mark(self, position: int) -> str:
        """Make the command that tells once the audio so far has been played."""
        return json.dumps({"action": "notify", "payload": {"mark": position}})

    async def encode_event(self, event: Event) -> None:
        """Send nothing: telephone carriers have no use for events."""
        return


async def connect(wire: Wire) -> Connection:
    """Read ``websocket:connected``: the rate, and the headers of the NCCO."""
    data = await wire.receive()
    if data is None:
        raise ConnectionResetError("the caller went away before the call began")
    try:
        message: dict[str, Any] = json.loads(data)
        line = _CONTENT_TYPE.fullmatch(message["content-type"])
        if message["event"] != "websocket:connected" or line is None:
            raise ValueError
    except BAD_CONTENT:
        raise ProtocolError(
            f"expected Vonage's 'websocket:connected' with content-type {CONTENT_TYPE}"
        ) from None
    encoding = encoding_of(*line.groups())
    headers = {name: value for name, value in message.items() if name not in _OURS}
    parameters = parameters_of(headers)
    info = CallInfo(
        carrier="vonage",
        rate_hz=encoding.rate_hz,
        call_id=parameters.pop("call_id", ""),
        from_number=parameters.pop(FROM, ""),
        to_number=parameters.pop(TO, ""),
        parameters=parameters,
        steady=True,
    )
    return WireConnection(wire, VonageCodec(encoding), info)


def answer(incoming: Incoming) -> Answer:
    """Answer with an NCCO that connects the call; the headers come back in the first message."""
    call = incoming.call
    added = {name: value for name, value in call.items() if name not in _TOLD_ALWAYS}
    ours = {
        "call_id": call.get("uuid", ""),
        FROM: call.get("from", ""),
        TO: call.get("to", ""),
    }
    headers = {told(k): told(v) for k, v in {**added, **incoming.parameters, **ours}.items()}
    endpoint = {
        "type": "websocket",
        "uri": incoming.url,
        "content-type": CONTENT_TYPE,
        "headers": headers,
    }
    ncco = [{"action": "connect", "endpoint": [endpoint]}]
    return Answer(json.dumps(ncco), "application/json")


CARRIER = Carrier(
    "vonage",
    "/vonage",
    connect,
    phone="voice_agent.phone.vonage:make",
    signature="vonage",
    answer=answer,
)
