"""Asterisk's WebSocket channel: https://docs.asterisk.org/Configuration/Channel-Drivers/WebSocket/.

Asterisk connects to the server. Binary messages are audio; text messages are events and commands,
as JSON or in a line of plain text, whichever the dial string asks for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

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
    Wire,
)
from voice_agent.transport.connection import WireConnection
from voice_agent.transport.encoding import Encoding, a_law, linear, mulaw
from voice_agent.transport.opening import BAD_CONTENT, MESSAGES, object_of, parameters_of, told
from voice_agent.transport.stream import mark_reached

FORMATS: Mapping[str, Encoding] = {
    "ulaw": mulaw(),
    "alaw": a_law(),
    "slin": linear(8000),
    "slin12": linear(12000),
    "slin16": linear(16000),
    "slin24": linear(24000),
    "slin32": linear(32000),
    "slin44": linear(44100),
    "slin48": linear(48000),
}
"""Asterisk's names of encodings. It cuts none of these into frames at the wrong place."""
FRAME_MS = 20
_LONGEST_FRAME_MS = 200
_QUIET = frozenset(
    {"MEDIA_START", "MEDIA_XON", "MEDIA_XOFF", "MEDIA_BUFFERING_COMPLETED", "QUEUE_DRAINED",
     "STATUS"}
)  # fmt: skip
_OURS = frozenset({"token", "call_id", "from", "to"})


def frame_bytes_of(encoding: Encoding, ms: int = FRAME_MS) -> int:
    """Return the length of so much sound; 20 ms is what Asterisk sends on at once by default."""
    return len(encoding.encode(bytes(2 * (encoding.rate_hz * ms // 1000))))


def event_of(text: str) -> Mapping[str, object]:
    """Read an event: a JSON object, or ``NAME key:value key:value``.

    Raises:
        ProtocolError: It is neither.
    """
    try:
        if text.lstrip().startswith("{"):
            found = object_of(json.loads(text))
            return found if isinstance(found["event"], str) else {}
        name, *pairs = text.split()
        return {"event": name, **dict(pair.split(":", 1) for pair in pairs if ":" in pair)}
    except BAD_CONTENT:
        raise ProtocolError("not an event of Asterisk's WebSocket channel") from None


class AsteriskCodec(Codec):
    """Messages of one channel.

    Asterisk drops what does not fill a frame, so the rest of a message waits for the next one.

    Args:
        encoding: How audio is written, both ways.
        frame_bytes: What Asterisk sends on at once.
        in_json: Whether commands are JSON.
    """

    def __init__(self, encoding: Encoding, frame_bytes: int, *, in_json: bool) -> None:
        self._encoding = encoding
        self._resampler = StreamResampler(encoding.rate_hz, LISTEN_HZ)
        self._frame_bytes = frame_bytes
        self._in_json = in_json
        self._rest = b""

    async def decode(self, data: str | bytes) -> Message | None:
        """Translate a message of Asterisk. Errors never repeat its content."""
        if isinstance(data, bytes):
            pcm = self._resampler.push(self._encoding.decode(data))
            return Audio(pcm) if pcm else None
        event = event_of(data)
        match event.get("event"):
            case "DTMF_END":
                return Key(told(event.get("digit")))
            case "MEDIA_MARK_PROCESSED":
                return mark_reached(told(event.get("correlation_id")))
            case "HANGUP":
                return Hangup()
            case "ERROR":
                raise ProtocolError("Asterisk reports an error in what it was sent")
            case name if name in _QUIET:
                return None
        raise ProtocolError("unknown Asterisk event; known: DTMF_END, MEDIA_MARK_PROCESSED")

    async def encode_audio(self, pcm: bytes) -> bytes | None:
        """Send PCM in whole frames; ``None`` while there is none."""
        data = self._rest + self._encoding.encode(pcm)
        whole = len(data) // self._frame_bytes * self._frame_bytes
        self._rest = data[whole:]
        return data[:whole] or None

    def last(self) -> bytes | None:
        """Take what is left of a reply, filled up with silence; ``None`` if nothing is."""
        rest, self._rest = self._rest, b""
        if not rest:
            return None
        silence = self._encoding.encode(bytes(2 * self._frame_bytes))
        return (rest + silence)[: self._frame_bytes]

    async def encode_clear(self) -> str:
        """Make the command that drops what has not been played."""
        self._rest = b""
        return self._command("FLUSH_MEDIA")

    async def encode_mark(self, position: int) -> str | None:
        """Make the command that tells once the audio so far is played.

        Versions of Asterisk that know plain text alone know no marks.
        """
        return self._command("MARK_MEDIA", correlation_id=str(position)) if self._in_json else None

    async def encode_event(self, event: Event) -> None:
        """Send nothing: a channel has no use for events."""
        return

    def _command(self, name: str, **told: str) -> str:
        return json.dumps({"command": name, **told}) if self._in_json else name


class AsteriskConnection(WireConnection):
    """A channel, which gets the rest of a reply once the reply is over."""

    def __init__(self, wire: Wire, codec: AsteriskCodec, info: CallInfo) -> None:
        super().__init__(wire, codec, info)
        self._channel = codec

    async def said(self) -> None:
        """Send what did not fill a frame. Does nothing if the caller is gone."""
        await self._try(self._channel.last())


async def connect(wire: Wire) -> Connection:
    """Read ``MEDIA_START``; numbers and parameters come in the URL."""
    start, in_json = await _media_start(wire)
    name = told(start.get("format"))
    encoding = FORMATS.get(name)
    if encoding is None:
        raise ProtocolError(
            f"the channel's codec must be one of {', '.join(FORMATS)}: Dial(WebSocket/NAME/c(ulaw))"
        )
    frame_bytes = _frame_bytes(start, encoding)
    frame_ms = FRAME_MS * frame_bytes // frame_bytes_of(encoding)
    call_id = wire.query.get("call_id") or start.get("channel_id") or start.get("connection_id")
    info = CallInfo(
        carrier="asterisk",
        rate_hz=encoding.rate_hz,
        call_id=told(call_id),
        from_number=told(wire.query.get("from")),
        to_number=told(wire.query.get("to")),
        parameters=parameters_of({k: v for k, v in wire.query.items() if k not in _OURS}),
        steady=True,
        chunk_ms=max(2 * FRAME_MS, frame_ms),
    )
    codec = AsteriskCodec(encoding, frame_bytes, in_json=in_json)
    return AsteriskConnection(wire, codec, info)


def _frame_bytes(start: Mapping[str, object], encoding: Encoding) -> int:
    """Return what Asterisk sends on at once: it tells, and has frames of 20 ms by default."""
    usual = frame_bytes_of(encoding)
    try:
        found = int(str(start.get("optimal_frame_size")))
    except ValueError:
        return usual
    whole = found % len(encoding.encode(bytes(2))) == 0
    return found if whole and 0 < found <= _LONGEST_FRAME_MS * usual // FRAME_MS else usual


async def _media_start(wire: Wire) -> tuple[Mapping[str, object], bool]:
    """Return the first event, and whether it is JSON; audio may overtake it."""
    for _ in range(MESSAGES):
        data = await wire.receive()
        if data is None:
            raise ConnectionResetError("the caller went away before the call began")
        if isinstance(data, bytes):
            continue
        event = event_of(data)
        if event.get("event") == "MEDIA_START":
            return event, data.lstrip().startswith("{")
        break
    raise ProtocolError("expected Asterisk's 'MEDIA_START'")


CARRIER = Carrier("asterisk", "/asterisk", connect, phone="voice_agent.phone.asterisk:make")
